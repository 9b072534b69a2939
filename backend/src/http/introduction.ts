/** What stands at the top of the console. */
export const INTRODUCTION = `
Ask questions and get answers from your organisation's documents, with citations that can be checked.

**Get started**

1. Sign up, or sign in: open the route under *Accounts* below, fill in its body and press *Execute*. The browser keeps the session
   as a cookie, and every other route works at once.
2. Ask a question: \`POST /api/chat/message\`. The answer holds the thread, your question and the answer with its citations.
3. Read it back: \`GET /api/chat/threads\`, and the messages of one.

**From a program**

Create an API key under *API keys*, with the scopes that it needs; each route names its scope. Press *Authorize*, paste the key, and the
console sends it as \`x-api-key\` from then on. A key works as \`Authorization: Bearer\` as well, and so does the \`token\` that signing
in answers with. Where a request carries a key, the key alone counts.

**The same everywhere**

- Errors are \`application/problem+json\`: rely on \`status\` and \`code\`; \`type\` leads to a page about the code. Only the routes of
  *Accounts* below \`/api/auth\` answer with \`{ code, message }\`, those below \`/v1\` as OpenAI does, and \`/mcp\` as JSON-RPC does.
- Lists that can grow come in pages: send \`nextCursor\` back as \`cursor\` until it is \`null\`.
- Where a day has limits, \`GET /api/usage\` tells what is left; a question beyond them gets 429 \`quota_exceeded\`.
- \`Idempotency-Key\` makes it safe to send a question or a document again.
- \`ETag\` names a state: \`If-None-Match\` asks whether it is still the same, \`If-Match\` changes nothing unless it is.
- Requests with an API key are counted: \`RateLimit-Remaining\` tells how many are left.
- \`X-Request-Id\` is in every answer; send your own, and find it in the log.
- Streams are server-sent events: choose \`text/event-stream\` beside the answer. The console shows what came once a stream has ended or
  was quiet for ten seconds; \`curl -N\` shows it as it comes.
`;
