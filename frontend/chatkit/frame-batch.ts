/** Gathers items and hands them over together, once per animation frame. */
export class FrameBatch<T> {
  #items: T[] = [];
  #cancel: (() => void) | null = null;

  constructor(private readonly apply: (items: readonly T[]) => void) {}

  /** Adds an item to the next hand-over. */
  add(item: T): void {
    this.#items.push(item);
    this.#cancel ??= onNextFrame(() => this.flush());
  }

  /** Hands over at once what has gathered. */
  flush(): void {
    const items = this.#items;
    this.discard();
    if (items.length > 0) {
      this.apply(items);
    }
  }

  /** Forgets what has gathered. */
  discard(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#items = [];
  }
}

/** A hidden page gets no animation frames, but must still know when its answer has ended. */
function onNextFrame(callback: () => void): () => void {
  if (document.visibilityState === 'hidden') {
    const timer = setTimeout(callback, 200);
    return () => clearTimeout(timer);
  }
  const frame = requestAnimationFrame(callback);
  return () => cancelAnimationFrame(frame);
}
