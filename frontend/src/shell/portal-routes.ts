import type { Routes, UrlMatchResult, UrlSegment } from '@angular/router';
import { provideChatKit } from '@chatkit/angular';
import { requireAdministrator } from '../auth/session-guards';
import { PortalShell } from './portal-shell';
import type { PageName } from './portal-title';

export const portalRoutes: Routes = [
  {
    path: '',
    component: PortalShell,
    providers: [provideChatKit()],
    children: [
      {
        path: 'knowledge',
        title: 'knowledge' satisfies PageName,
        loadComponent: async () => (await import('../knowledge/knowledge-page')).KnowledgePage,
      },
      {
        path: 'api-keys',
        title: 'apiKeys' satisfies PageName,
        loadComponent: async () => (await import('../api-keys/api-keys-page')).ApiKeysPage,
      },
      {
        path: 'admin',
        title: 'administration' satisfies PageName,
        canActivate: [requireAdministrator],
        loadComponent: async () => (await import('../admin/admin-page')).AdminPage,
      },
      {
        path: 'your-data',
        title: 'personalData' satisfies PageName,
        loadComponent: async () => (await import('../personal-data/personal-data-page')).PersonalDataPage,
      },
      {
        path: 'floating',
        title: 'floating' satisfies PageName,
        loadComponent: async () => (await import('../floating/floating-page')).FloatingPage,
      },
      {
        matcher: matchChat,
        title: 'chat' satisfies PageName,
        loadComponent: async () => (await import('../chat/portal-chat')).PortalChat,
      },
    ],
  },
];

/** `/` and `/threads/:threadId` are one route: a new thread gets its address while its answer is on the screen. */
function matchChat(segments: UrlSegment[]): UrlMatchResult | null {
  const [first, threadId] = segments;
  if (first === undefined) {
    return { consumed: [] };
  }
  return first.path === 'threads' && threadId !== undefined && segments.length === 2
    ? { consumed: segments, posParams: { threadId } }
    : null;
}
