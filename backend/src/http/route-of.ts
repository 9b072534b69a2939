import type { Request } from 'express';

const API = /^\/(api|v1|mcp)(\/|$)/;
const UNKNOWN_ROUTE = 'none';

/** The pattern that the request met; undefined for pages and files. better-auth has its own router behind one pattern. */
export function routeOf({ route, path, baseUrl }: Request): string | undefined {
  if (path.startsWith('/api/auth/')) return '/api/auth';
  const pattern = (route as { path?: unknown } | undefined)?.path;
  if (typeof pattern === 'string' && !pattern.includes('*')) return `${baseUrl}${pattern}`;
  return API.test(path) ? UNKNOWN_ROUTE : undefined;
}
