import { Component, afterNextRender, input, output, signal, viewChild, type ElementRef } from '@angular/core';
import type { AdministeredUser } from '@chatkit/contract';
import { accountProblem } from '../auth/account-error';
import { setPassword } from '../auth/account-requests';
import { injectPortalTexts, type PortalTexts } from '../language/portal-catalogue';

/** Asks for the new password of somebody who has forgotten theirs. */
@Component({
  selector: 'app-password-dialog',
  template: `
    @let words = texts().administration;
    <dialog #dialog aria-labelledby="password-of" (close)="cancelled.emit()">
      <form (submit)="$event.preventDefault(); set(password.value)">
        <h2 id="password-of">{{ words.passwordOf(user().name) }}</h2>
        <p>{{ words.passwordMeans }}</p>
        <label for="new-password">{{ words.password }}</label>
        <input
          #password
          id="new-password"
          class="field"
          type="password"
          autocomplete="new-password"
          required
          minlength="8"
          maxlength="128"
        />
        @if (fault(); as fault) {
          <p class="notice" role="alert">{{ texts().accountProblems[fault] }}</p>
        }
        <div class="choices">
          <button type="button" class="button" (click)="dialog.close()">{{ words.cancel }}</button>
          <button type="submit" class="button primary" [disabled]="busy()">{{ words.setPassword }}</button>
        </div>
      </form>
    </dialog>
  `,
  styleUrls: ['./part.css', '../shell/confirmation.css'],
})
export class PasswordDialog {
  readonly user = input.required<AdministeredUser>();
  readonly done = output<void>();
  readonly cancelled = output<void>();

  protected readonly texts = injectPortalTexts();
  protected readonly busy = signal(false);
  protected readonly fault = signal<keyof PortalTexts['accountProblems'] | null>(null);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }

  protected async set(password: string): Promise<void> {
    this.busy.set(true);
    try {
      await setPassword(this.user().id, password);
      this.done.emit();
    } catch (error) {
      this.fault.set(accountProblem(error));
    } finally {
      this.busy.set(false);
    }
  }
}
