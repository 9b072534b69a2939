import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '../../../src/env.js';
import type { Schema } from './arbitrary-value.js';

export interface Described {
  parameters?: { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema; examples?: object }> }>;
  security: Record<string, string[]>[];
}

export interface Route {
  name: string;
  method: string;
  path: string;
  described: Described;
}

export interface ApiDescription {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
}

/** The description that is kept with the source. */
export const api = JSON.parse(readFileSync(join(workspaceRoot, 'backend/openapi.json'), 'utf8')) as ApiDescription;

export const routes: readonly Route[] = Object.entries(api.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, described]) => ({
    name: `${method} ${path}`,
    method: method.toUpperCase(),
    path,
    described,
  })),
);
