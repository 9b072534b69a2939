import { Component, Injector, afterNextRender, inject, signal, viewChild, type ElementRef } from '@angular/core';
import { ErrorNotice, injectWording } from '@chatkit/angular';
import type { ApiKey, CreatedApiKey } from '@chatkit/contract';
import { LucideKeyRound, LucidePlus } from '@lucide/angular';
import { injectPortalTexts } from '../language/portal-catalogue';
import { ApiKeyForm } from './api-key-form';
import { ApiKeyStore } from './api-key-store';
import { CreatedKey } from './created-key';

const soonMs = 14 * 86_400_000;

/** The keys with which programs act for who is signed in. */
@Component({
  selector: 'app-api-keys-page',
  imports: [ApiKeyForm, CreatedKey, ErrorNotice, LucideKeyRound, LucidePlus],
  providers: [ApiKeyStore],
  templateUrl: './api-keys-page.html',
  styleUrls: ['../shell/page.css', '../shell/confirmation.css', './api-keys-page.css'],
})
export class ApiKeysPage {
  protected readonly texts = injectPortalTexts();
  protected readonly wording = injectWording();
  protected readonly store = inject(ApiKeyStore);
  protected readonly adding = signal(false);
  /** Newest first; each is shown until it is put away. */
  protected readonly created = signal<readonly CreatedApiKey[]>([]);
  protected readonly leaving = signal<ApiKey | null>(null);
  readonly #injector = inject(Injector);
  private readonly confirmation = viewChild.required<ElementRef<HTMLDialogElement>>('confirmation');
  private readonly create = viewChild<ElementRef<HTMLButtonElement>>('create');

  constructor() {
    void this.store.load();
  }

  protected show(key: CreatedApiKey): void {
    this.adding.set(false);
    this.created.update((keys) => [key, ...keys]);
  }

  protected putAway(id: string): void {
    this.created.update((keys) => keys.filter((key) => key.id !== id));
    this.#goToCreate();
  }

  protected leaveForm(): void {
    this.adding.set(false);
    this.#goToCreate();
  }

  protected askToRevoke(key: ApiKey): void {
    this.leaving.set(key);
    this.confirmation().nativeElement.showModal();
  }

  protected async revoke(): Promise<void> {
    this.confirmation().nativeElement.close();
    const key = this.leaving();
    if (key !== null && (await this.store.revoke(key.id))) {
      this.putAway(key.id);
    }
  }

  protected ending({ expiresAt }: ApiKey): 'ended' | 'soon' | 'later' {
    const left = Date.parse(expiresAt) - Date.now();
    return left < 0 ? 'ended' : left < soonMs ? 'soon' : 'later';
  }

  /** The keyboard goes on at the button that is always there. */
  #goToCreate(): void {
    afterNextRender(() => this.create()?.nativeElement.focus(), { injector: this.#injector });
  }
}
