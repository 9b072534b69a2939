const MARKS: [encoding: string, ...mark: number[]][] = [
  ['utf-8', 0xef, 0xbb, 0xbf],
  ['utf-16le', 0xff, 0xfe],
  ['utf-16be', 0xfe, 0xff],
];
const META_CHARSET = /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i;
const META_WITHIN = 2_048;

/**
 * Bytes as text: in the encoding of their byte order mark, else in the declared one, else in UTF-8, else in the encoding of old
 * files. A declaration that the bytes do not fit is passed over.
 */
export function decodeText(bytes: Uint8Array, ...declared: (string | null | undefined)[]): string {
  const mark = MARKS.find(([, ...mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0];
  for (const encoding of [mark, ...declared, 'utf-8']) {
    try {
      if (encoding) return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // Not in this encoding, or in one that nobody knows: the next one.
    }
  }
  return new TextDecoder('windows-1252').decode(bytes);
}

/** A page's bytes as text; what the page declares in its head counts after what its server says. */
export function decodeHtml(bytes: Uint8Array, charset: string | null): string {
  const head = Buffer.from(bytes.subarray(0, META_WITHIN)).toString('latin1');
  return decodeText(bytes, charset, META_CHARSET.exec(head)?.[1]);
}
