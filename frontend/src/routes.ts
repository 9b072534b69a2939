import type { Routes } from '@angular/router';
import { requireSession, requireVisitor } from './auth/session-guards';
import type { PageName } from './shell/portal-title';

export const routes: Routes = [
  {
    path: 'sign-in',
    title: 'signIn' satisfies PageName,
    canActivate: [requireVisitor],
    loadComponent: async () => (await import('./auth/sign-in-page')).SignInPage,
  },
  {
    path: '',
    canActivate: [requireSession],
    loadChildren: async () => (await import('./shell/portal-routes')).portalRoutes,
  },
  { path: '**', redirectTo: '' },
];
