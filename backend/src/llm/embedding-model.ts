/** Turns texts into vectors, so that texts of similar meaning are near each other, whatever their words. */
export abstract class EmbeddingModel {
  /** The name stored with each vector: vectors of different models do not compare. */
  abstract readonly name: string;

  /** The model of another name at the same server. */
  abstract named(name: string): EmbeddingModel;

  /**
   * One vector per text, in the same order, however many there are; all of one length and, unless all zero, of unit norm,
   * so that the inner product of two is their cosine, from -1 to 1.
   *
   * Throws a `ModelError` when they could not all be had, and the signal's reason when `signal` is aborted, which also
   * closes the connection to the provider.
   */
  abstract embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]>;
}
