import { Service, signal } from '@angular/core';
import { fetchFrom, fetchJson, toChatProblem, type ChatProblem } from '@chatkit/angular';
import type { ApiKey, ApiKeyList, CreateApiKey, CreatedApiKey } from '@chatkit/contract';

const keysUrl = '/api/keys';

/** The API keys of who is signed in. */
@Service({ autoProvided: false })
export class ApiKeyStore {
  readonly #keys = signal<readonly ApiKey[] | null>(null);
  readonly #problem = signal<ChatProblem | null>(null);

  /** Newest first; null until they are read. */
  readonly keys = this.#keys.asReadonly();
  readonly problem = this.#problem.asReadonly();

  async load(): Promise<void> {
    await this.#try(async () => this.#keys.set((await fetchJson<ApiKeyList>(keysUrl)).data));
  }

  /** The key with its text, which is nowhere else; null where it was refused. */
  async create(wanted: CreateApiKey): Promise<CreatedApiKey | null> {
    let made: CreatedApiKey | null = null;
    await this.#try(async () => {
      const created = await fetchJson<CreatedApiKey>(keysUrl, { method: 'POST', body: wanted });
      const { key: _shownOnce, ...listed } = created;
      this.#keys.update((keys) => [listed, ...(keys ?? [])]);
      made = created;
    });
    return made;
  }

  async revoke(id: string): Promise<void> {
    await this.#try(async () => {
      await fetchFrom(`${keysUrl}/${id}`, { method: 'DELETE' });
      this.#keys.update((keys) => keys?.filter((key) => key.id !== id) ?? null);
    });
  }

  async #try(work: () => Promise<void>): Promise<void> {
    this.#problem.set(null);
    try {
      await work();
    } catch (error) {
      this.#problem.set(toChatProblem(error));
    }
  }
}
