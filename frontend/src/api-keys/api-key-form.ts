import {
  Component,
  afterNextRender,
  computed,
  inject,
  output,
  signal,
  viewChild,
  type ElementRef,
} from '@angular/core';
import { ErrorNotice, toChatProblem, type ChatProblem } from '@chatkit/angular';
import type { CreatedApiKey, Scope } from '@chatkit/contract';
import { Session } from '../auth/session';
import { injectPortalTexts } from '../language/portal-catalogue';
import { ApiKeyStore } from './api-key-store';

/** Asks what a new key is for, and makes it. */
@Component({
  selector: 'app-api-key-form',
  imports: [ErrorNotice],
  templateUrl: './api-key-form.html',
  styleUrl: './api-key-form.css',
})
export class ApiKeyForm {
  readonly created = output<CreatedApiKey>();
  readonly cancelled = output<void>();

  readonly #store = inject(ApiKeyStore);
  protected readonly texts = injectPortalTexts();
  readonly #account = inject(Session).account;
  protected readonly choices = computed<readonly Scope[]>(() => [
    'chat',
    'search',
    'threads:read',
    'threads:write',
    'documents:read',
    'documents:write',
    ...(this.#account()?.role === 'admin' ? (['embed'] as const) : []),
  ]);
  protected readonly terms = [30, 90, 365];
  protected readonly scopes = signal<ReadonlySet<Scope>>(new Set());
  protected readonly busy = signal(false);
  protected readonly problem = signal<ChatProblem | null>(null);
  private readonly name = viewChild.required<ElementRef<HTMLInputElement>>('name');
  private readonly days = viewChild.required<ElementRef<HTMLSelectElement>>('days');

  constructor() {
    afterNextRender(() => this.name().nativeElement.focus());
  }

  protected toggle(scope: Scope): void {
    this.scopes.update((scopes) => {
      const goTogether = (other: Scope) => (other === 'embed') === (scope === 'embed');
      const others = [...scopes].filter((other) => other !== scope && goTogether(other));
      return new Set(scopes.has(scope) ? others : [...others, scope]);
    });
  }

  /** One key however often it is pressed. */
  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const name = this.name().nativeElement.value.trim();
    if (this.busy() || name === '' || this.scopes().size === 0) {
      return;
    }
    this.busy.set(true);
    this.problem.set(null);
    try {
      const expiresInDays = Number(this.days().nativeElement.value);
      this.created.emit(await this.#store.create({ name, scopes: [...this.scopes()], expiresInDays }));
    } catch (error) {
      // shown in the form, which keeps what was entered
      this.problem.set(toChatProblem(error));
    } finally {
      this.busy.set(false);
    }
  }
}
