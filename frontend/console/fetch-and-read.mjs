const QUIET_MS = 10_000;
const HEARTBEAT = /^:.*\n\n/gm;
const LEFT = ': the console has listened until nothing came for ten seconds, and left; curl -N goes on\n';

/** As `fetch`, but an event stream ends when it has been quiet for a while: the console shows answers that have ended only. */
export async function fetchAndRead(url, options) {
  const response = await fetch(url, options);
  if (!response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
  const { status, statusText, headers } = response;
  const read = new Response(await readUntilQuiet(response.body), { status, statusText, headers });
  return Object.defineProperty(read, 'url', { value: response.url });
}

async function readUntilQuiet(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let quietSince = performance.now();
  for (;;) {
    const { done, value } = await Promise.race([reader.read(), after(QUIET_MS - (performance.now() - quietSince))]);
    if (done) return text;
    if (value === undefined) {
      void reader.cancel();
      return text + LEFT;
    }
    const events = value.replaceAll(HEARTBEAT, '');
    if (events) quietSince = performance.now();
    text += events;
  }
}

function after(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, {}));
}
