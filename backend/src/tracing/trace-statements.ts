import { trace } from '@opentelemetry/api';
import { Client, Pool } from 'pg';
import { inSpan } from './in-span.js';

type Query = (this: unknown, ...args: unknown[]) => unknown;

/** Gives each statement of a traced request or turn a span. Returns what undoes it. */
export function traceStatements(): () => void {
  const undo = [Client, Pool].map((type) => {
    const prototype = type.prototype as { query: Query };
    const { query } = prototype;
    prototype.query = function (...args) {
      // The pool hands a statement on to a client with a callback: that one has a span already.
      if (!trace.getActiveSpan() || typeof args.at(-1) === 'function') return query.apply(this, args);
      const name = nameOf(args[0]);
      const attributes = { 'db.system.name': 'postgresql', 'db.operation.name': name };
      return inSpan(`db ${name}`, attributes, async () => query.apply(this, args));
    };
    return () => (prototype.query = query);
  });
  return () => undo.forEach((restore) => restore());
}

/** The name of a prepared statement, or the first word of another one. */
function nameOf(statement: unknown): string {
  const { name, text = statement } = Object(statement) as { name?: string; text?: unknown };
  return name ?? /\w+/.exec(String(text))?.[0].toLowerCase() ?? 'statement';
}
