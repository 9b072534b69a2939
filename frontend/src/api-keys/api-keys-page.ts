import { DatePipe } from '@angular/common';
import { Component, type ElementRef, inject, signal, viewChild } from '@angular/core';
import { copyText, ErrorNotice } from '@chatkit/angular';
import type { ApiKey, CreateApiKey, CreatedApiKey } from '@chatkit/contract';
import { LucideKeyRound, LucidePlus } from '@lucide/angular';
import { ApiKeyForm } from './api-key-form';
import { ApiKeyStore } from './api-key-store';

/** The keys with which programs act for who is signed in. */
@Component({
  selector: 'app-api-keys-page',
  imports: [ApiKeyForm, DatePipe, ErrorNotice, LucideKeyRound, LucidePlus],
  providers: [ApiKeyStore],
  templateUrl: './api-keys-page.html',
  styleUrl: './api-keys-page.css',
})
export class ApiKeysPage {
  protected readonly store = inject(ApiKeyStore);
  protected readonly adding = signal(false);
  /** Shown until it is put away. */
  protected readonly created = signal<CreatedApiKey | null>(null);
  protected readonly copied = signal(false);
  protected readonly leaving = signal<ApiKey | null>(null);
  private readonly confirmation = viewChild.required<ElementRef<HTMLDialogElement>>('confirmation');

  constructor() {
    void this.store.load();
  }

  protected async create(wanted: CreateApiKey): Promise<void> {
    const created = await this.store.create(wanted);
    if (created !== null) {
      this.adding.set(false);
      this.copied.set(false);
      this.created.set(created);
    }
  }

  protected async copy(key: string): Promise<void> {
    this.copied.set(await copyText(key));
  }

  protected askToRevoke(key: ApiKey): void {
    this.leaving.set(key);
    this.confirmation().nativeElement.showModal();
  }

  protected async revoke(): Promise<void> {
    this.confirmation().nativeElement.close();
    const key = this.leaving();
    if (key !== null) {
      await this.store.revoke(key.id);
      this.created.update((created) => (created?.id === key.id ? null : created));
    }
  }

  protected hasEnded(key: ApiKey): boolean {
    return Date.parse(key.expiresAt) < Date.now();
  }
}
