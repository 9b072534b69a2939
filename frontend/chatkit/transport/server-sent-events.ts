/** One event of a stream, as the server names and fills it. */
export interface ServerSentEvent {
  readonly id: string | null;
  readonly data: string;
}

/** Text that comes in any pieces, as server-sent events; comments and what is cut off at the end are dropped. */
export function serverSentEvents(): TransformStream<string, ServerSentEvent> {
  let pending = '';
  return new TransformStream({
    transform(text, controller) {
      const parts = (pending + text).split('\n\n');
      pending = parts.pop() ?? '';
      for (const part of parts) {
        const data = fieldsOf(part, 'data');
        if (data.length > 0) {
          controller.enqueue({ id: fieldsOf(part, 'id').at(-1) ?? null, data: data.join('\n') });
        }
      }
    },
  });
}

function fieldsOf(event: string, name: string): readonly string[] {
  const start = `${name}: `;
  return event.split('\n').flatMap((line) => (line.startsWith(start) ? line.slice(start.length) : []));
}
