/** What is searched: all documents that a user may see, or those of one collection. */
export interface Reach {
  userId: string;
  collection?: string | undefined;
}

/** The collection of a reach as statements take it: `''` for all documents, under which their terms are counted, too. */
export function collectionParameter({ collection }: Reach): string {
  return collection ?? '';
}
