// Draws one diagram inside of a frame without an origin. Its policy lets it load nothing but what lies beside it.
import { showMarkup } from './permit-styles.mjs';
import mermaid from './mermaid/mermaid.esm.min.mjs';

const drawing = document.querySelector('#drawing');
const dark = matchMedia('(prefers-color-scheme: dark)');

addEventListener(
  'message',
  ({ data: code, ports: [page] }) => {
    const draw = () =>
      show(code).then(
        () => page.postMessage({ height: drawing.offsetHeight }),
        () => page.postMessage({ height: null }),
      );
    dark.addEventListener('change', draw);
    new ResizeObserver(() => drawing.firstElementChild && page.postMessage({ height: drawing.offsetHeight })).observe(
      drawing,
    );
    void draw();
  },
  { once: true },
);

async function show(code) {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    suppressErrorRendering: true,
    maxTextSize: 20_000,
    theme: dark.matches ? 'dark' : 'neutral',
    fontFamily: 'system-ui, sans-serif',
  });
  const { svg } = await mermaid.render('diagram', code);
  showMarkup(drawing, svg);
  // A frame cannot open a page, but it could leave for one.
  for (const link of drawing.querySelectorAll('a')) {
    link.removeAttribute('href');
    link.removeAttribute('xlink:href');
  }
}
