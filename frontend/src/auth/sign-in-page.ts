import { Component, computed, inject, input, linkedSignal, resource, signal } from '@angular/core';
import { FormField, email, form, minLength, required, submit } from '@angular/forms/signals';
import { Router } from '@angular/router';
import { ThemeSwitch } from '../theme/theme-switch';
import { readPortal } from './account-requests';
import { Session } from './session';

/** Signs in, or up where the portal lets one. */
@Component({
  selector: 'app-sign-in-page',
  imports: [FormField, ThemeSwitch],
  templateUrl: './sign-in-page.html',
  styleUrl: './sign-in-page.css',
})
export class SignInPage {
  /** Where to go afterwards. */
  readonly next = input<string>();

  readonly #session = inject(Session);
  readonly #router = inject(Router);

  protected readonly portal = resource({ loader: readPortal });
  readonly #signUp = computed(() => (this.portal.hasValue() ? this.portal.value().signUp : 'closed'));
  protected readonly isFirst = computed(() => this.#signUp() === 'first');
  protected readonly canSwitch = computed(() => this.#signUp() === 'open' || this.#signUp() === 'invite');
  protected readonly creating = linkedSignal(() => this.isFirst());
  protected readonly codeName = computed(() => {
    const code = this.portal.hasValue() ? this.portal.value().signUpCode : 'none';
    return code === 'none' || !this.creating() ? null : code === 'setup' ? 'Setup code' : 'Invitation code';
  });
  protected readonly heading = computed(() =>
    this.isFirst() ? 'Set up your portal' : this.creating() ? 'Create your account' : 'Sign in',
  );
  protected readonly failure = signal<string | null>(null);
  protected readonly busy = signal(false);

  protected readonly model = signal({ name: '', email: '', password: '', code: '' });
  protected readonly fields = form(this.model, (path) => {
    required(path.name, { when: () => this.creating(), message: 'Enter your name.' });
    required(path.email, { message: 'Enter your e-mail address.' });
    email(path.email, { message: 'This is not an e-mail address.' });
    required(path.password, { message: 'Enter a password.' });
    minLength(path.password, () => (this.creating() ? 8 : 0), { message: 'Use at least 8 characters.' });
    required(path.code, { when: () => this.codeName() !== null, message: 'Enter the code.' });
  });

  protected switchMode(): void {
    this.creating.update((creating) => !creating);
    this.failure.set(null);
    this.fields().reset();
  }

  protected async enter(event: Event): Promise<void> {
    event.preventDefault();
    this.failure.set(null);
    await submit(this.fields, async () => {
      this.busy.set(true);
      try {
        await this.#enter();
      } catch (error) {
        // every AccountError is worded for people
        this.failure.set(error instanceof Error ? error.message : String(error));
      } finally {
        this.busy.set(false);
      }
      return undefined;
    });
  }

  async #enter(): Promise<void> {
    const { name, email, password, code } = this.model();
    if (this.creating()) {
      await this.#session.signUp({ name, email, password, ...(code === '' ? {} : { code }) });
    } else {
      await this.#session.signIn({ email, password });
    }
    await this.#router.navigateByUrl(localPath(this.next()));
  }
}

/** Only paths of our own: a link to the sign-in page must not send people elsewhere. */
function localPath(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/';
}
