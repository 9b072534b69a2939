import { Service } from '@angular/core';

const prefix = 'chatkit.draft.';
const newThread = 'new';

/** Keeps what was typed and not sent, per thread, over reloads. */
@Service({ autoProvided: false })
export class DraftStore {
  /** The draft of a thread; of a new one for null. */
  read(threadId: string | null): string {
    return attempt(() => localStorage.getItem(prefix + (threadId ?? newThread))) ?? '';
  }

  /** Replaces the draft; an empty one is forgotten. */
  write(threadId: string | null, text: string): void {
    const key = prefix + (threadId ?? newThread);
    attempt(() => (text === '' ? localStorage.removeItem(key) : localStorage.setItem(key, text)));
  }

  /** Forgets every draft, as when somebody signs out. */
  clear(): void {
    attempt(() => {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
      keys.forEach((key) => localStorage.removeItem(key));
    });
  }
}

/** Storage may be full or forbidden by the browser's settings: then drafts live as long as the page. */
function attempt<T>(access: () => T): T | null {
  try {
    return access();
  } catch {
    return null;
  }
}
