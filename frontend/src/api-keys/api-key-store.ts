import { Service, signal } from '@angular/core';
import { fetchFrom, fetchJson, toChatProblem, type ChatProblem } from '@chatkit/angular';
import type { ApiKey, ApiKeyList, CreateApiKey, CreatedApiKey } from '@chatkit/contract';

const keysUrl = '/api/keys';

/** What did not work, and how to try it again. */
export interface Failure {
  readonly problem: ChatProblem;
  readonly again: () => Promise<unknown>;
}

/** The API keys of who is signed in. */
@Service({ autoProvided: false })
export class ApiKeyStore {
  readonly #keys = signal<readonly ApiKey[] | null>(null);
  readonly #failure = signal<Failure | null>(null);

  /** Newest first; null until they are read. */
  readonly keys = this.#keys.asReadonly();
  /** Of reading or revoking. */
  readonly failure = this.#failure.asReadonly();

  async load(): Promise<void> {
    await this.#try(
      () => this.load(),
      async () => this.#keys.set((await fetchJson<ApiKeyList>(keysUrl)).data),
    );
  }

  /** The key with its text, which is nowhere else. Rejects with a `ChatProblem`. */
  async create(wanted: CreateApiKey): Promise<CreatedApiKey> {
    const created = await fetchJson<CreatedApiKey>(keysUrl, { method: 'POST', body: wanted });
    const { key: _shownOnce, ...listed } = created;
    if (this.#keys() === null) {
      // the new key alone would look like all there are
      void this.load();
    }
    this.#keys.update((keys) => keys && [listed, ...keys]);
    return created;
  }

  /** False where the key is still valid. */
  async revoke(id: string): Promise<boolean> {
    return this.#try(
      () => this.revoke(id),
      async () => {
        await fetchFrom(`${keysUrl}/${id}`, { method: 'DELETE' });
        this.#keys.update((keys) => keys?.filter((key) => key.id !== id) ?? null);
      },
    );
  }

  async #try(again: Failure['again'], work: () => Promise<void>): Promise<boolean> {
    this.#failure.set(null);
    try {
      await work();
      return true;
    } catch (error) {
      this.#failure.set({ problem: toChatProblem(error), again });
      return false;
    }
  }
}
