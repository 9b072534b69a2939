import { Service } from '@angular/core';

const prefix = 'chatkit.draft.';
const newThread = 'new';

/** Keeps what was typed and not sent, per thread, over reloads. */
@Service({ autoProvided: false })
export class DraftStore {
  readonly #unstored = new Map<string, string>();

  /** The draft of a thread; of a new one for null. */
  read(threadId: string | null): string {
    const key = keyOf(threadId);
    return this.#unstored.get(key) ?? attempt(() => localStorage.getItem(key)) ?? '';
  }

  /** Replaces the draft; an empty one is forgotten. */
  write(threadId: string | null, text: string): void {
    const key = keyOf(threadId);
    this.#unstored.delete(key);
    if (text === '') {
      attempt(() => localStorage.removeItem(key));
    } else if (attempt(() => localStorage.setItem(key, text)) === null) {
      this.#unstored.set(key, text);
    }
  }

  /** Makes the draft of one thread, where there is one, that of another. */
  move(from: string | null, to: string | null): void {
    const text = this.read(from);
    if (text !== '') {
      this.write(from, '');
      this.write(to, text);
    }
  }

  /** Forgets every draft, as when somebody signs out. */
  clear(): void {
    this.#unstored.clear();
    attempt(() => {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
      keys.forEach((key) => localStorage.removeItem(key));
    });
  }
}

function keyOf(threadId: string | null): string {
  return prefix + (threadId ?? newThread);
}

/** Storage may be full or forbidden by the browser's settings: then drafts live as long as the page. */
function attempt<T>(access: () => T): T | null {
  try {
    return access();
  } catch {
    return null;
  }
}
