import type { Readable, Writable } from 'node:stream';

/** Headers of the parts come at their beginning, and short fields before the file. */
const LOOKED_AT_BYTES = 16_384;
const FILE_PART = /^content-disposition:.*\bname="?file"?(?:;|$)/im;
const CHARSET = /^content-type:.*;\s*charset="?([\w.:-]+)/im;

/** The body of a request as it passes to its parser. */
export interface WatchedBody extends Readable {
  /** The encoding that the part `file` declares, which the parser keeps to itself. */
  declaredCharset?: string;
}

/** Passes a multipart body to its parser and notes the encoding that the file declares. */
export function passOn(body: WatchedBody, parser: Writable): void {
  let head = '';
  const look = (chunk: Buffer) => {
    head += chunk.toString('latin1');
    const headers = head
      .split('\r\n\r\n')
      .slice(0, -1)
      .findLast((part) => FILE_PART.test(part));
    const charset = headers === undefined ? undefined : CHARSET.exec(headers.slice(headers.search(FILE_PART)))?.[1];
    if (charset !== undefined) body.declaredCharset = charset;
    if (headers !== undefined || head.length > LOOKED_AT_BYTES) body.off('data', look);
  };
  body.on('data', look);
  body.pipe(parser);
}
