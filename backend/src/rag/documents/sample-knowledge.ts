import { glob, readFile } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull, Not } from 'typeorm';
import { ENV, type Env } from '../../env.js';
import { DocumentEntity } from './document.entity.js';
import { DocumentLibrary, insertDocument } from './document-library.js';
import { storableText } from './document-text.js';
import { addVersion } from './document-versions.js';
import { IngestionQueue } from '../ingestion/ingestion-queue.js';
import { firstHeading } from '../ingestion/markdown-blocks.js';

/** Decisions and measurements are for who works on the product. */
const NOT_FOR_READERS = /^(adr\/|benchmarks\.md$|reliability\.md$)/;

interface SampleFile {
  key: string;
  title: string;
  text: string;
}

/** The Markdown files that a new installation answers from: documents shared with everyone that nobody owns. */
@Injectable()
export class SampleKnowledge {
  readonly #logger = new Logger(SampleKnowledge.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly library: DocumentLibrary,
    private readonly queue: IngestionQueue,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Brings the documents to what the files say: new files are added, changed ones get a new version, others go. */
  async load(): Promise<void> {
    const files = await this.#readFiles();
    for (const file of files) {
      const changed = await this.dataSource.transaction((tx) => store(tx, file));
      if (changed !== undefined) await this.queue.enqueue(changed);
    }
    await this.#removeOthers(new Set(files.map(({ key }) => key)));
  }

  async #readFiles(): Promise<SampleFile[]> {
    const folder = this.env.DOCS_DIR;
    const files: SampleFile[] = [];
    for await (const path of glob('**/*.md', { cwd: folder })) {
      const key = path.split(sep).join('/');
      if (NOT_FOR_READERS.test(key)) continue;
      const content = await readFile(join(folder, path), 'utf8');
      if (content.trim() === '') continue;
      const text = storableText(content);
      files.push({ key, title: firstHeading(text) ?? basename(key, '.md'), text });
    }
    if (files.length === 0) this.#logger.warn(`There are no Markdown files in ${folder} to answer from`);
    return files.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  async #removeOthers(keys: Set<string>): Promise<void> {
    const loaded = await this.dataSource
      .getRepository(DocumentEntity)
      .findBy({ ownerId: IsNull(), sourceKey: Not(IsNull()) });
    for (const { id, sourceKey } of loaded) {
      if (sourceKey !== null && !keys.has(sourceKey)) await this.library.remove(id);
    }
  }
}

/** Returns the document that is to be taken in, if the file is new or says something new. */
async function store(tx: EntityManager, { key, title, text }: SampleFile): Promise<string | undefined> {
  const document = await tx.findOneBy(DocumentEntity, { ownerId: IsNull(), sourceKey: key });
  if (document) return (await addVersion(tx, document.id, text, title)) ? document.id : undefined;
  const sample = { ownerId: null, visibility: 'shared', mediaType: 'text/markdown', sourceKey: key } as const;
  return insertDocument(tx, { ...sample, title, text });
}
