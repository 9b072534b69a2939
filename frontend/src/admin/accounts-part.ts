import { Component, inject, signal, viewChild, type ElementRef } from '@angular/core';
import { ErrorNotice, fetchFrom, injectWording, toChatProblem, type ChatProblem } from '@chatkit/angular';
import type { AdministeredUser } from '@chatkit/contract';
import { LucideSearch } from '@lucide/angular';
import { accountProblem } from '../auth/account-error';
import { resumeAccount, suspendAccount } from '../auth/account-requests';
import { Session } from '../auth/session';
import { injectPortalTexts, type PortalTexts } from '../language/portal-catalogue';
import { PagedList } from './paged-list';
import { PasswordDialog } from './password-dialog';

/** The accounts, with what they have and use, and what can be done to them. */
@Component({
  selector: 'app-accounts-part',
  imports: [ErrorNotice, LucideSearch, PasswordDialog],
  templateUrl: './accounts-part.html',
  styleUrls: ['./part.css', '../shell/confirmation.css', '../shell/search-field.css', './accounts-part.css'],
})
export class AccountsPart {
  protected readonly texts = injectPortalTexts();
  protected readonly wording = injectWording();
  protected readonly own = inject(Session).account;
  protected readonly users = new PagedList<AdministeredUser>('/api/admin/users');
  protected readonly problem = signal<ChatProblem | null>(null);
  protected readonly accountFault = signal<keyof PortalTexts['accountProblems'] | null>(null);
  protected readonly leaving = signal<AdministeredUser | null>(null);
  protected readonly locked = signal<AdministeredUser | null>(null);
  protected readonly done = signal<string | null>(null);
  protected readonly busy = signal(false);
  private readonly confirmation = viewChild.required<ElementRef<HTMLDialogElement>>('confirmation');

  constructor() {
    void this.users.load();
  }

  protected search(text: string): void {
    void this.users.load(text.trim() === '' ? {} : { q: text.trim() });
  }

  protected async change({ id, suspended }: AdministeredUser): Promise<void> {
    this.accountFault.set(null);
    try {
      await (suspended ? resumeAccount(id) : suspendAccount(id));
      this.users.update((users) => users.map((user) => (user.id === id ? { ...user, suspended: !suspended } : user)));
    } catch (error) {
      this.accountFault.set(accountProblem(error));
    }
  }

  protected async changeRole({ id, role: before }: AdministeredUser): Promise<void> {
    const role = before === 'admin' ? 'user' : 'admin';
    this.problem.set(null);
    try {
      await fetchFrom(`/api/admin/users/${id}/role`, { method: 'PUT', body: { role } });
      this.users.update((users) => users.map((user) => (user.id === id ? { ...user, role } : user)));
    } catch (error) {
      this.problem.set(toChatProblem(error));
    }
  }

  protected askToDelete(user: AdministeredUser): void {
    this.leaving.set(user);
    this.confirmation().nativeElement.showModal();
  }

  protected async delete(): Promise<void> {
    const user = this.leaving();
    if (user === null) return;
    this.busy.set(true);
    this.problem.set(null);
    try {
      await fetchFrom(`/api/admin/users/${user.id}`, { method: 'DELETE' });
      this.users.update((users) => users.filter(({ id }) => id !== user.id));
    } catch (error) {
      this.problem.set(toChatProblem(error));
    } finally {
      this.busy.set(false);
      this.confirmation().nativeElement.close();
    }
  }

  protected passwordSet({ name }: AdministeredUser): void {
    this.locked.set(null);
    this.done.set(this.texts().administration.passwordIsSet(name));
  }
}
