import { invariants } from '../../src/database/invariants.ts';
import { Random } from './random.ts';

export interface Crashes {
  documents: number;
  kills: number;
  seed: number;
  /** The product, started and not. */
  product: { readonly url: string; start(): Promise<unknown>; end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> };
  /** A token of the user who adds the documents. */
  token: string;
  onProgress?: (text: string) => void;
}

const SENDERS = 4;
const EVERY_REPLACED = 5;
const EVERY_MOVED = 4;
const COLLECTIONS = [null, 'Rivers', 'Bridges'];
const WORDS = [
  'otter',
  'beaver',
  'heron',
  'river',
  'bridge',
  'lantern',
  'harbour',
  'copper',
  'meadow',
  'granite',
  'winter',
];

/** What must be true of every document at the end: each statement gives the ids for which it is not. */
export const INGESTION_INVARIANTS: Record<string, string> = {
  'every document is ready': `select id from documents where status <> 'ready' or attempts <> 0 or replacing`,
  'every document is there once': `
    select min(documents.id::text) as id from documents join document_versions on document_versions.id = current_version_id
    group by owner_id, hash having count(*) > 1`,
  'the newest version is the current one': `
    select documents.id from documents join document_versions newest on newest.document_id = documents.id
    join document_versions current on current.id = current_version_id where newest.number > current.number`,
  'every chunk is of the current version': `
    select chunks.id from chunks join documents on documents.id = document_id where version_id <> current_version_id`,
  'chunks are numbered without gaps': `
    select version_id as id from chunks group by 1 having min(position) <> 0 or max(position) <> count(*) - 1`,
  'the chunks of a document are its text, once': `
    select documents.id from documents join document_versions on document_versions.id = current_version_id
    where regexp_replace(text, '\\s', '', 'g') is distinct from (
      select regexp_replace(string_agg(chunks.text, '' order by position), '\\s', '', 'g')
      from chunks where version_id = current_version_id)`,
  'every chunk is indexed once': `
    select coalesce(chunks.id, chunk_id) as id from chunks full join chunk_terms on chunk_id = chunks.id
    where chunks.id is null or chunk_id is null`,
  ...Object.fromEntries(invariants.map(({ name, violations }) => [name, violations])),
};

/**
 * Adds documents, replaces the text of some and moves others to another collection, while the product is killed at random moments and started again on the same
 * data. Returns the milliseconds from the last start until all was done.
 */
export async function crashIngestion({ documents, kills, seed, product, token, onProgress }: Crashes): Promise<number> {
  const random = new Random(seed);
  const texts = Array.from({ length: documents }, (_, n) => textOf(random, n));
  const sending = { next: 0, done: 0 };
  const senders = Promise.all(Array.from({ length: SENDERS }, () => send()));

  for (let kill = 1; kill <= kills; kill++) {
    // While documents are sent, and while what was sent is taken in.
    await pause(random.between(100, Math.max(1_500, 4 * documents)));
    await product.end('SIGKILL');
    await product.start();
    onProgress?.(`${kill} of ${kills} kills, ${sending.done} of ${documents} documents sent`);
  }
  const begun = performance.now();
  await senders;
  while ((await processing()) > 0) await pause(100);
  return performance.now() - begun;

  async function send(): Promise<void> {
    for (let n = sending.next++; n < documents; n = sending.next++) {
      const { id } = await insist<{ id: string }>('POST', '/api/rag/documents', {
        title: `Document ${n}`,
        text: texts[n],
        collection: COLLECTIONS[n % COLLECTIONS.length],
      });
      if (n % EVERY_REPLACED === 0)
        await insist('PUT', `/api/rag/documents/${id}/text`, { text: `${texts[n]}\n\nRevised in edition ${n}.` });
      if (n % EVERY_MOVED === 0)
        await insist('PATCH', `/api/rag/documents/${id}`, { collection: COLLECTIONS[(n + 1) % COLLECTIONS.length] });
      sending.done++;
    }
  }

  async function processing(): Promise<number> {
    let count = 0;
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { data: { status: string }[]; nextCursor: string | null } = await insist(
        'GET',
        `/api/rag/documents?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      count += page.data.filter(({ status }) => status === 'processing').length;
      cursor = page.nextCursor;
    }
    return count;
  }

  /** Sends the same request until there is an answer: the same document again is the one that is there. */
  async function insist<T>(method: string, path: string, body?: object): Promise<T> {
    for (;;) {
      const response = await fetch(`${product.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      }).catch(() => undefined); // it is being killed, or starts again
      const answer = response && (await response.json().catch(() => undefined));
      if (response && response.status < 500 && answer !== undefined) {
        if (!response.ok) throw new Error(`${method} ${path} gave ${response.status}: ${JSON.stringify(answer)}`);
        return answer as T;
      }
      await pause(50);
    }
  }
}

/** From one to a few dozen chunks. */
function textOf(random: Random, n: number): string {
  const sections = random.chance(0.2) ? random.between(10, 30) : random.between(1, 3);
  const section = (part: number) => {
    const words = Array.from({ length: random.between(30, 160) }, () => random.pick(WORDS));
    return `## Part ${part} of ${n}\n\n${words.join(' ')}.`;
  };
  return `# Document ${n}\n\n${Array.from({ length: sections }, (_, part) => section(part)).join('\n\n')}`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
