import { Injectable } from '@nestjs/common';
import { Extractor } from '../extraction/extractor.js';
import { UrlFetcher } from '../fetching/url-fetcher.js';
import { type FileText, readFileText, toFileProblem } from './file-text.js';

/** Fetches what is at a URL and reads its text. */
@Injectable()
export class WebPageReader {
  constructor(
    private readonly fetcher: UrlFetcher,
    private readonly extractor: Extractor,
  ) {}

  /** A URL as it is stored. Throws 422 when it may not be fetched. */
  normalize(url: string): string {
    return this.fetcher.normalize(url);
  }

  /** Throws a problem when there is no text to be had. */
  async read(url: string): Promise<FileText> {
    const { bytes, url: found, mediaType, charset } = await this.fetcher.fetch(url);
    return readFileText(this.extractor, { bytes, name: nameOf(found), mediaType, charset }).catch((error: unknown) => {
      throw toFileProblem(error);
    });
  }
}

/** The last part of a path, else the host. */
function nameOf({ pathname, hostname }: URL): string {
  const part = pathname.split('/').findLast((part) => part !== '');
  if (part === undefined) return `${hostname}/`;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
