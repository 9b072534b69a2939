import { Component, computed, inject, input, linkedSignal, resource, signal } from '@angular/core';
import { FormField, email, form, minLength, required, submit } from '@angular/forms/signals';
import { Router } from '@angular/router';
import { LanguageSelect } from '../language/language-select';
import { injectPortalTexts, type PortalTexts } from '../language/portal-catalogue';
import { ThemeSwitch } from '../theme/theme-switch';
import { accountProblem, signOnProblem } from './account-error';
import { beginSignOn, readPortal } from './account-requests';
import { Session } from './session';

/** Signs in, or up where the portal lets one. */
@Component({
  selector: 'app-sign-in-page',
  imports: [FormField, LanguageSelect, ThemeSwitch],
  templateUrl: './sign-in-page.html',
  styleUrl: './sign-in-page.css',
})
export class SignInPage {
  /** Where to go afterwards. */
  readonly next = input<string>();
  /** What signing in at the provider ended with. */
  readonly error = input<string>();

  protected readonly texts = injectPortalTexts();
  readonly #session = inject(Session);
  readonly #router = inject(Router);

  protected readonly portal = resource({ loader: readPortal });
  readonly #signUp = computed(() => (this.portal.hasValue() ? this.portal.value().signUp : 'closed'));
  protected readonly isFirst = computed(() => this.#signUp() === 'first');
  protected readonly canSwitch = computed(() => this.#signUp() === 'open' || this.#signUp() === 'invite');
  protected readonly creating = linkedSignal(() => this.isFirst());
  protected readonly codeName = computed(() => {
    const code = this.portal.hasValue() ? this.portal.value().signUpCode : 'none';
    const { setupCode, invitationCode } = this.texts().signIn;
    return code === 'none' || !this.creating() ? null : code === 'setup' ? setupCode : invitationCode;
  });
  protected readonly heading = computed(() => {
    const { setUp, create, signIn } = this.texts().signIn;
    return this.isFirst() ? setUp : this.creating() ? create : signIn;
  });
  protected readonly signOn = computed(() =>
    this.portal.hasValue() && !this.isFirst() ? this.portal.value().signOn : null,
  );
  protected readonly failure = linkedSignal<keyof PortalTexts['accountProblems'] | null>(() => {
    const error = this.error();
    return error === undefined ? null : signOnProblem(error);
  });
  protected readonly busy = signal(false);

  protected readonly model = signal({ name: '', email: '', password: '', code: '' });
  protected readonly fields = form(this.model, (path) => {
    required(path.name, { when: () => this.creating(), message: () => this.texts().signIn.nameMissing });
    required(path.email, { message: () => this.texts().signIn.emailMissing });
    email(path.email, { message: () => this.texts().signIn.emailWrong });
    required(path.password, { message: () => this.texts().signIn.passwordMissing });
    minLength(path.password, () => (this.creating() ? 8 : 0), { message: () => this.texts().signIn.passwordShort });
    required(path.code, { when: () => this.codeName() !== null, message: () => this.texts().signIn.codeMissing });
  });

  protected async goToProvider(): Promise<void> {
    this.busy.set(true);
    try {
      location.assign(await beginSignOn(localPath(this.next())));
    } catch (error) {
      this.failure.set(accountProblem(error));
      this.busy.set(false);
    }
  }

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
        // shown above the button; what was entered stays
        this.failure.set(accountProblem(error));
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
