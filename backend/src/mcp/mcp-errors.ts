import type { McpError } from '@chatkit/contract';
import type { ErrorDialect } from '../http/problem.filter.js';
import { toProblem } from '../http/problem.js';

const INVALID_REQUEST = -32_600;
const INTERNAL = -32_603;
const REFUSED = -32_000;

/** At `/mcp` errors have JSON-RPC's shape, with our code in `data`, and say how to sign in. */
export const mcpErrors: ErrorDialect = {
  path: /^\/mcp(\/|$)/,
  send: (error, response) => {
    const { status, detail: message, code } = toProblem(error);
    if (status === 401) response.set('www-authenticate', 'Bearer realm="ChatKit RAG"');
    if (code === 'insufficient_scope') response.set('www-authenticate', 'Bearer error="insufficient_scope"');
    const refused: McpError = { jsonrpc: '2.0', id: null, error: { code: rpcCode(status), message, data: { code } } };
    response.json(refused);
  },
};

function rpcCode(status: number): number {
  if (status >= 500) return INTERNAL;
  return status === 400 || status === 413 ? INVALID_REQUEST : REFUSED;
}
