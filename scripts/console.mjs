// Puts the API console together in dist/console: our page, and Swagger UI beside it.
import { cpSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const folder = new URL('../dist/console/', import.meta.url).pathname;
const swagger = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

mkdirSync(folder, { recursive: true });
cpSync(new URL('../frontend/console/', import.meta.url).pathname, folder, { recursive: true });
for (const name of ['swagger-ui-bundle.js', 'swagger-ui.css', 'LICENSE', 'NOTICE'])
  cpSync(join(swagger, name), join(folder, name));
