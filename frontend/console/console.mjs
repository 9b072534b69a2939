// Starts the API console. Its policy allows neither inline code nor inline styles.
import { fetchAndRead } from './fetch-and-read.mjs';

const dark = matchMedia('(prefers-color-scheme: dark)');
const dress = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', dress);
dress();

globalThis.ui = globalThis.SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#console',
  deepLinking: true,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  requestInterceptor: (request) => Object.assign(request, { userFetch: fetchAndRead }),
});
