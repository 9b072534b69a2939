// The parts of the PostgreSQL wire protocol (version 3) that sharing one backend between many clients needs.
// A message is one byte of type, a big-endian Int32 of length (itself included), and the body.

const HEADER = 5;

export const FRONTEND = {
  bind: 0x42, // B
  close: 0x43, // C
  describe: 0x44, // D
  execute: 0x45, // E
  flush: 0x48, // H
  parse: 0x50, // P
  query: 0x51, // Q
  sync: 0x53, // S
  terminate: 0x58, // X
} as const;

const READY_FOR_QUERY = 0x5a; // Z
const STATEMENT = 0x53; // S: in Close and Describe, a prepared statement and not a portal

/** Transaction status as ReadyForQuery reports it: `I` idle, `T` in a transaction, `E` in a failed one. */
export const IDLE = 0x49;

/** Messages that end a batch: the backend answers only after one of them. */
const ENDS_BATCH: ReadonlySet<number> = new Set([FRONTEND.query, FRONTEND.sync, FRONTEND.flush]);

export interface Batch {
  bytes: Uint8Array;
  /** Names of statements that the batch prepares, with the client's prefix. */
  prepares: string[];
}

/**
 * Collects what a client writes, cuts it into batches that the backend can run as a whole, and prefixes the names of
 * prepared statements, because clients that share a backend share its names as well.
 */
export class BatchCutter {
  #pending: Buffer = Buffer.alloc(0);
  #started = false;
  readonly #namePrefix: string;

  constructor(namePrefix: string) {
    this.#namePrefix = namePrefix;
  }

  /** Returns the next complete batch, or undefined while more bytes are needed. */
  take(chunk: Uint8Array): Batch | undefined {
    const input = this.#pending.length ? Buffer.concat([this.#pending, chunk]) : Buffer.from(chunk);
    const start = this.#started ? 0 : startupLength(input);
    if (start === undefined) {
      this.#pending = input;
      return undefined;
    }
    this.#started = true;

    const done: Uint8Array[] = start ? [input.subarray(0, start)] : [];
    const prepares: string[] = [];
    let open: Uint8Array[] = [];
    let openNames: string[] = [];
    let taken = start;
    for (const message of messages(input, start)) {
      if (message.type === FRONTEND.terminate) break; // the backend is shared: it must outlive its clients
      const renamed = this.#rename(message.bytes);
      open.push(renamed.bytes);
      if (renamed.prepares) openNames.push(renamed.prepares);
      if (!ENDS_BATCH.has(message.type)) continue;
      done.push(...open);
      prepares.push(...openNames);
      open = [];
      openNames = [];
      taken = message.end;
    }
    this.#pending = Buffer.from(input.subarray(taken));
    return taken ? { bytes: ownCopy(done), prepares } : undefined;
  }

  #rename(message: Buffer): { bytes: Uint8Array; prepares?: string } {
    const at = statementNameOffset(message);
    if (at === undefined || message[at] === 0) return { bytes: message };
    const prefix = Buffer.from(this.#namePrefix);
    const bytes = Buffer.concat([message.subarray(0, at), prefix, message.subarray(at)]);
    bytes.writeInt32BE(message.readInt32BE(1) + prefix.length, 1);
    if (message[0] !== FRONTEND.parse) return { bytes };
    return { bytes, prepares: bytes.toString('utf8', at, bytes.indexOf(0, at)) };
  }
}

/** Whether the backend answers a batch with ReadyForQuery. */
export function endsWithReady(batch: Uint8Array): boolean {
  const bytes = Buffer.from(batch.buffer, batch.byteOffset, batch.byteLength);
  for (const { type } of messages(bytes, 0)) if (type === FRONTEND.sync || type === FRONTEND.query) return true;
  return false;
}

export function isStartup(batch: Uint8Array): boolean {
  return batch[0] === 0;
}

export function simpleQuery(sql: string): Uint8Array {
  return encode(FRONTEND.query, `${sql}\0`);
}

export function closeStatements(names: Iterable<string>): Uint8Array {
  const closes = [...names].map((name) => encode(FRONTEND.close, `S${name}\0`));
  return ownCopy([...closes, encode(FRONTEND.sync, '')]);
}

/** An ErrorResponse followed by ReadyForQuery: how the backend would refuse a statement. */
export function refusal(sqlState: string, message: string): Uint8Array {
  const error = encode(0x45, `SERROR\0VERROR\0C${sqlState}\0M${message}\0\0`);
  return ownCopy([error, encode(READY_FOR_QUERY, 'I')]);
}

/** Follows the backend's output to know the transaction status after each ReadyForQuery. */
export class StatusReader {
  status: number = IDLE;
  #header = Buffer.alloc(HEADER);
  #have = 0;
  #bodyLeft = 0;

  read(output: Uint8Array): void {
    for (let at = 0; at < output.length;) {
      if (this.#bodyLeft) {
        const step = Math.min(this.#bodyLeft, output.length - at);
        at += step;
        this.#bodyLeft -= step;
        if (!this.#bodyLeft && this.#header[0] === READY_FOR_QUERY) this.status = output[at - 1] ?? IDLE;
        continue;
      }
      const step = Math.min(HEADER - this.#have, output.length - at);
      this.#header.set(output.subarray(at, at + step), this.#have);
      this.#have += step;
      at += step;
      if (this.#have < HEADER) return;
      this.#have = 0;
      this.#bodyLeft = this.#header.readInt32BE(1) - 4;
    }
  }
}

function* messages(input: Buffer, from: number): Generator<{ type: number; bytes: Buffer; end: number }> {
  for (let at = from; at + HEADER <= input.length;) {
    const end = at + 1 + input.readInt32BE(at + 1);
    if (end > input.length) return;
    yield { type: input[at] ?? 0, bytes: input.subarray(at, end), end };
    at = end;
  }
}

/** The start-up message has no type byte. */
function startupLength(input: Buffer): number | undefined {
  const length = input.length >= 4 ? input.readInt32BE(0) : Infinity;
  return input.length >= length ? length : undefined;
}

function statementNameOffset(message: Buffer): number | undefined {
  switch (message[0]) {
    case FRONTEND.parse:
      return HEADER;
    case FRONTEND.bind:
      return message.indexOf(0, HEADER) + 1; // after the portal's name
    case FRONTEND.describe:
    case FRONTEND.close:
      return message[HEADER] === STATEMENT ? HEADER + 1 : undefined;
    default:
      return undefined;
  }
}

function encode(type: number, body: string): Uint8Array {
  const bytes = Buffer.alloc(HEADER + Buffer.byteLength(body));
  bytes[0] = type;
  bytes.writeInt32BE(bytes.length - 1, 1);
  bytes.write(body, HEADER);
  return bytes;
}

/** One buffer of its own: a view on a larger one would be copied whole when it is posted to another thread. */
function ownCopy(parts: readonly Uint8Array[]): Uint8Array {
  const copy = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    copy.set(part, at);
    at += part.length;
  }
  return copy;
}
