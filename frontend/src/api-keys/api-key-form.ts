import { Component, output, signal, viewChild, type ElementRef, afterNextRender } from '@angular/core';
import type { CreateApiKey, Scope } from '@chatkit/contract';
import { scopeWords } from './scope-words';

/** Asks what a new key is for. */
@Component({
  selector: 'app-api-key-form',
  template: `
    <form (submit)="$event.preventDefault(); submit()">
      <label for="key-name">Name</label>
      <input #name id="key-name" class="field" required maxlength="100" placeholder="Intranet search" />
      <fieldset>
        <legend>The program may</legend>
        @for (choice of choices; track choice.scope) {
          <label class="scope">
            <input type="checkbox" [checked]="scopes().has(choice.scope)" (change)="toggle(choice.scope)" />
            <span>{{ choice.words }}</span>
            <code>{{ choice.scope }}</code>
          </label>
        }
      </fieldset>
      <label for="key-days">Ends after</label>
      <select #days id="key-days" class="field">
        <option value="30">30 days</option>
        <option value="90" selected>90 days</option>
        <option value="365">1 year</option>
      </select>
      <div class="choices">
        <button type="button" class="button" (click)="cancelled.emit()">Cancel</button>
        <button type="submit" class="button primary" [disabled]="scopes().size === 0">Create key</button>
      </div>
    </form>
  `,
  styleUrl: './api-key-form.css',
})
export class ApiKeyForm {
  readonly submitted = output<CreateApiKey>();
  readonly cancelled = output<void>();

  protected readonly choices = scopeWords;
  protected readonly scopes = signal<ReadonlySet<Scope>>(new Set());
  private readonly name = viewChild.required<ElementRef<HTMLInputElement>>('name');
  private readonly days = viewChild.required<ElementRef<HTMLSelectElement>>('days');

  constructor() {
    afterNextRender(() => this.name().nativeElement.focus());
  }

  protected toggle(scope: Scope): void {
    this.scopes.update((scopes) => {
      const next = new Set(scopes);
      return next.delete(scope) ? next : next.add(scope);
    });
  }

  protected submit(): void {
    const name = this.name().nativeElement.value.trim();
    if (name !== '' && this.scopes().size > 0) {
      this.submitted.emit({
        name,
        scopes: [...this.scopes()],
        expiresInDays: Number(this.days().nativeElement.value),
      });
    }
  }
}
