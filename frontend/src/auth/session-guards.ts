import { inject } from '@angular/core';
import { Router, type CanActivateFn } from '@angular/router';
import { Session } from './session';

/** Sends visitors to the sign-in page, and remembers where they wanted to go. */
export const requireSession: CanActivateFn = async (_route, state) => {
  const router = inject(Router);
  const account = await loadOrNobody(inject(Session));
  return account !== null || router.createUrlTree(['/sign-in'], nextOf(state.url));
};

/** The sign-in page is for visitors only. */
export const requireVisitor: CanActivateFn = async () => {
  const router = inject(Router);
  const account = await loadOrNobody(inject(Session));
  return account === null || router.createUrlTree(['/']);
};

/** Who may not administer does not find the page. */
export const requireAdministrator: CanActivateFn = () =>
  inject(Session).account()?.role === 'admin' || inject(Router).createUrlTree(['/']);

/** Without an answer from the server nobody is signed in; the sign-in page says that it cannot be reached. */
function loadOrNobody(session: Session) {
  return session.load().catch(() => null);
}

function nextOf(url: string) {
  return url === '/' ? {} : { queryParams: { next: url } };
}
