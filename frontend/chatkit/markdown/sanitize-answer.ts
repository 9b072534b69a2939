import createDOMPurify, { type Config } from 'dompurify';

const purify = createDOMPurify(window);

/** Nothing in here can load anything: no image, no style, no form, no frame. */
const policy: Config = {
  ALLOWED_TAGS: [
    ...['p', 'br', 'hr', 'blockquote', 'pre', 'code', 'kbd', 'a', 'strong', 'em', 'b', 'i', 'del', 'sub', 'sup'],
    ...['h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'span', 'div'],
    ...['table', 'thead', 'tbody', 'tr', 'th', 'td', 'input'],
  ],
  ALLOWED_ATTR: ['href', 'title', 'start', 'colspan', 'rowspan', 'align', 'class', 'type', 'checked'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
};

purify.addHook('afterSanitizeAttributes', (element) => {
  if (element.tagName === 'A') {
    tameLink(element as HTMLAnchorElement);
  }
  if (element.tagName === 'INPUT') {
    tameInput(element as HTMLInputElement);
  }
  const language = /(?:^|\s)(language-[\w+#-]{1,30})(?:\s|$)/.exec(element.getAttribute('class') ?? '');
  if (element.tagName === 'CODE' && language?.[1] !== undefined) {
    element.setAttribute('class', language[1]);
  } else {
    element.removeAttribute('class');
  }
});

/**
 * The HTML of an answer with everything taken out that could run, load or deceive. Where the browser has Trusted Types
 * the result is a TrustedHTML that an `innerHTML` takes.
 */
export function sanitizeAnswer(html: string): string {
  // ngx-markdown declares a string but only assigns the value to innerHTML
  return purify.sanitize(html, { ...policy, RETURN_TRUSTED_TYPE: true }) as unknown as string;
}

/** Of all fields only the box of a task, to be looked at. */
function tameInput(input: HTMLInputElement): void {
  if (input.getAttribute('type') === 'checkbox') {
    input.disabled = true;
  } else {
    input.remove();
  }
}

/** Links open elsewhere, tell no referrer, and show where they lead. */
function tameLink(link: HTMLAnchorElement): void {
  const target = parseWebAddress(link.getAttribute('href'));
  if (target === null) {
    link.removeAttribute('href');
    return;
  }
  link.setAttribute('href', target.href);
  link.setAttribute('target', '_blank');
  link.setAttribute('rel', 'noopener noreferrer');
  const isForeign = target.host !== '' && target.host !== location.host;
  if (isForeign && !link.textContent.includes(target.host)) {
    link.setAttribute('data-host', target.host);
  }
}

/** Only web pages and mail; a name and password before the host only serve to deceive. */
function parseWebAddress(href: string | null): URL | null {
  if (href === null || !URL.canParse(href, document.baseURI)) {
    return null;
  }
  const url = new URL(href, document.baseURI);
  url.username = '';
  url.password = '';
  return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url : null;
}
