/** A module of the built product, with the types of its source: `path` below `dist/backend` as `T` below `src`. */
export async function fromBuild<T>(path: string): Promise<T> {
  return (await import(new URL(`../../../../dist/backend/${path}`, import.meta.url).href)) as T;
}

/** For what is done without asking a model, whose settings still must be whole. */
export const NO_MODEL = 'http://127.0.0.1:1/v1';
