import type { CreatedApiKey, Scope } from '@chatkit/contract';

interface Call {
  readonly path: string;
  readonly body?: string;
}

/** What a key may do, as one call each, the most telling first. */
const calls: readonly (readonly [Scope, Call])[] = [
  ['chat', { path: '/api/chat/message', body: '{"content": "What can you tell me?"}' }],
  ['search', { path: '/api/rag/search', body: '{"query": "holiday"}' }],
  ['documents:read', { path: '/api/rag/documents' }],
  ['documents:write', { path: '/api/rag/documents', body: '{"title": "A note", "text": "Trains come first."}' }],
  ['threads:read', { path: '/api/chat/threads' }],
  [
    'embed',
    {
      path: '/api/embed/tokens',
      body: '{"email": "ada@example.com", "name": "Ada", "origin": "https://portal.example.com"}',
    },
  ],
];

/** A command that uses the key within its scopes; one that only shows what was used where there is no other. */
export function exampleCall({ key, scopes }: CreatedApiKey): string {
  const { path, body } = calls.find(([scope]) => scopes.includes(scope))?.[1] ?? { path: '/api/usage' };
  const lines = [
    `curl ${location.origin}${path}`,
    `  -H 'x-api-key: ${key}'`,
    ...(body === undefined ? [] : [`  -H 'content-type: application/json'`, `  -d '${body}'`]),
  ];
  return lines.join(' \\\n');
}
