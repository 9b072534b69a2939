import { Component, inject, signal, viewChild, type ElementRef } from '@angular/core';
import { Router } from '@angular/router';
import { ChatKit } from '@chatkit/angular';
import { LucideDownload } from '@lucide/angular';
import { accountProblem } from '../auth/account-error';
import { deleteOwnAccount } from '../auth/account-requests';
import { Session } from '../auth/session';
import { injectPortalTexts, type PortalTexts } from '../language/portal-catalogue';

/** Where people take everything that is kept of them, or delete it. */
@Component({
  selector: 'app-personal-data-page',
  imports: [LucideDownload],
  templateUrl: './personal-data-page.html',
  styleUrls: ['../shell/page.css', '../shell/confirmation.css', './personal-data-page.css'],
})
export class PersonalDataPage {
  protected readonly texts = injectPortalTexts();
  protected readonly busy = signal(false);
  protected readonly fault = signal<keyof PortalTexts['accountProblems'] | null>(null);
  readonly #session = inject(Session);
  readonly #kit = inject(ChatKit);
  readonly #router = inject(Router);
  private readonly confirmation = viewChild.required<ElementRef<HTMLDialogElement>>('confirmation');

  protected ask(): void {
    this.fault.set(null);
    this.confirmation().nativeElement.showModal();
  }

  protected async delete(password: string): Promise<void> {
    this.busy.set(true);
    this.fault.set(null);
    try {
      await deleteOwnAccount(password);
      this.#session.forget();
      this.#kit.clear();
      await this.#router.navigateByUrl('/sign-in');
    } catch (error) {
      this.fault.set(accountProblem(error));
    } finally {
      this.busy.set(false);
    }
  }
}
