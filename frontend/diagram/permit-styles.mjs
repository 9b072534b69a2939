// Mermaid writes styles as text, which the policy of the frame forbids. Here they carry its nonce, or are set by script.

const { nonce } = document.querySelector('script[nonce]');
const { setAttribute } = Element.prototype;

Element.prototype.setAttribute = function (name, value) {
  if (name === 'style') this.style.cssText = value;
  else setAttribute.call(this, name, value);
};

for (const method of ['createElement', 'createElementNS']) {
  const create = Document.prototype[method];
  Document.prototype[method] = function (...names) {
    const element = create.apply(this, names);
    if (element.localName === 'style') element.nonce = nonce;
    return element;
  };
}

/** Puts markup into a place, with its styles. */
export function showMarkup(place, markup) {
  const template = document.createElement('template');
  template.innerHTML = markup;
  const { content } = template;
  const styles = Array.from(content.querySelectorAll('[style]'), (element) => [element, element.getAttribute('style')]);
  for (const [element] of styles) element.removeAttribute('style');
  for (const sheet of content.querySelectorAll('style')) {
    const permitted = document.createElement('style');
    permitted.textContent = sheet.textContent;
    sheet.replaceWith(permitted);
  }
  place.replaceChildren(content);
  for (const [element, text] of styles) element.style.cssText = text;
}
