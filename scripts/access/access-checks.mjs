const ALL_SCOPES = `'chat', 'threads:read', 'threads:write', 'documents:read', 'documents:write', 'search'`;

/** What a check of access looks like in the source, and the same place without it. */
export const ACCESS_CHECKS = [
  {
    kind: 'owner in SQL',
    pattern: /(?:\b\w+\.)?(?:user_id|owner_id|"referenceId") = (?:\$\d+|:\w+)/g,
    without: '($& or true)',
  },
  { kind: 'owner in a query', pattern: /\bthread\.userId = :userId/g, without: '($& or true)' },
  { kind: 'owner in a condition', pattern: /\{ id, userId, deletedAt/g, without: '{ id, deletedAt' },
  { kind: 'owner in a condition', pattern: /\{ ownerId, sourceKey \}\);/g, without: '{ sourceKey });' },
  {
    kind: 'owner of a document',
    pattern: /if \(toDocument\(row, user\)\.owned\) return row;/g,
    without: 'return row;',
  },
  {
    kind: 'role for what nobody owns',
    pattern: /ownerId === null && user\.role === 'admin'/g,
    without: 'ownerId === null',
  },
  { kind: 'parent in its thread', pattern: /and thread_id = \$10::uuid and role/g, without: 'and role' },
  { kind: 'branch in its thread', pattern: /on m\.thread_id = thread\.id and m\.id = /g, without: 'on m.id = ' },
  {
    kind: 'version of its document',
    pattern: /\?\? document\.versionId, documentId: id \}/g,
    without: '?? document.versionId }',
  },
  { kind: 'scope of a route', pattern: /@KeyScope\([^)]+\)/g, without: `@KeyScope(${ALL_SCOPES})` },
  { kind: 'role of a route', pattern: /@AdminOnly\(\)\n/g, without: '\n' },
  { kind: 'role in the guard', pattern: /access === 'admin' && user\.role !== 'admin'/g, without: 'false' },
  { kind: 'key on a route for none', pattern: /if \(!wanted\)\n/g, without: 'if (wanted === null)\n' },
  {
    kind: 'scope in the guard',
    pattern: /!wanted\.some\(\(scope\) => found\.scopes\.includes\(scope\)\)/g,
    without: 'false',
  },
  {
    kind: 'key that is not valid',
    pattern: /k\.enabled and k\."expiresAt" > statement_timestamp\(\)/g,
    without: 'k.enabled',
  },
  { kind: 'suspension with a key', pattern: /VALID = `(.*) and u\.banned is not true`/g, without: 'VALID = `$1`' },
  {
    kind: 'account of a token',
    pattern: /MAY_BE_SIGNED_IN = `(u\.banned is not true) and (.*) and (.*)`/g,
    without: 'MAY_BE_SIGNED_IN = `$2 and $3`',
  },
  { kind: 'role of the account of a token', pattern: / and u\.role is distinct from 'admin'/g, without: '' },
  {
    kind: 'address of the account of a token',
    pattern: /(is distinct from 'admin') and u\."emailVerified"/g,
    without: '$1',
  },
  {
    kind: 'account of a new token',
    pattern: /if \((administers|suspended|!verified)\)\s+throw/g,
    without: 'if (id === null) throw',
  },
  { kind: 'owner of the key of a token', pattern: / and o\.banned is not true/g, without: '' },
  { kind: 'role of the owner of the key of a token', pattern: / and o\.role = 'admin'`/g, without: '`' },
  { kind: 'time of a token', pattern: /t\.expires_at > statement_timestamp\(\)/g, without: 'true' },
  { kind: 'key of a token', pattern: /t\.user_id = u\.id and t\.key_id = \$2/g, without: 't.user_id = u.id' },
  { kind: 'page of a token', pattern: /if \(!comesFrom\([^)]+\)\)/g, without: 'if (false)' },
  {
    kind: 'page of a new token',
    pattern: /if \((this\.env\.EMBED_ORIGINS)\.includes.*\) return;/g,
    without: 'if ($1) return;',
  },
  {
    kind: 'who makes a token',
    pattern: /if \((credential\.kind !== 'key'|origin|role !== 'admin')\)( |\n *)throw/g,
    without: "if (credential.kind === 'embed') throw",
  },
  { kind: 'who makes a key for tokens', pattern: /embeds && role !== 'admin'/g, without: 'false' },
  { kind: 'suspension with a session', pattern: /!found \|\| found\.user\.banned/g, without: '!found' },
  {
    kind: 'key alone counts',
    pattern: /if \(keyIn\(headers\) === undefined\) next\(\);/g,
    without: 'if (headers) next();',
  },
  { kind: 'page of another site', pattern: /if \(origin && !mayChange\(env, origin, host\)\)/g, without: 'if (false)' },
  {
    kind: 'routes of better-auth in use',
    pattern: /for \(const \{ method, path, body \} of AUTH_ROUTES\)\n.*;/g,
    without: "server.all('/api/auth/*splat', answer);",
  },
];

/** Checks whose loss alone changes nothing that can be seen, for another one stands before or behind it. */
export const GUARDED_TWICE = [
  {
    file: 'auth/embed-token-statements.ts',
    check: 'user_id = $2',
    line: 'expires_at <= now()',
    why: 'tokens that are over open nothing, whoever forgets them',
  },
  {
    file: 'rag/documents/addition-statements.ts',
    check: 'user_id = $1',
    line: 'and attempt = $3::uuid',
    why: 'the attempt is known to the request alone that made it',
  },
  {
    file: 'chat/turn-statements.ts',
    check: 'user_id = $1',
    line: 'from chat_sends',
    why: 'the turn that the key leads to is read with its owner afterwards',
  },
  {
    file: 'chat/turn-statements.ts',
    check: 't.user_id = $1',
    line: `t.id = m.thread_id and t.user_id = $1 and m.status = 'generating'`,
    why: 'the answer to be stopped is read with its owner before',
  },
  {
    file: 'rag/documents/document-removal.ts',
    check: 'owner_id = $2',
    why: 'the passages of a document have the owner of the document; it ends the loop',
  },
  ...['owner_id = $4 or shared) and', 'owner_id = $4 or shared) is true'].map((line) => ({
    file: 'rag/retrieval/lexical-statements.ts',
    check: 'owner_id = $4',
    line,
    why: 'the document of each passage that was found is asked for its owner again',
  })),
  ...['(select from chunk_terms where owner_id', 'where collection = $3 and (owner_id'].map((line) => ({
    file: 'rag/retrieval/lexical-statements.ts',
    check: 'owner_id = $1',
    line,
    why: 'it chooses between two ways to the same passages, and each looks at the owner',
  })),
];
