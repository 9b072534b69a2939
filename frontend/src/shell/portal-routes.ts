import type { Routes, UrlMatchResult, UrlSegment } from '@angular/router';
import { provideChatKit } from '@chatkit/angular';
import { PortalShell } from './portal-shell';

export const portalRoutes: Routes = [
  {
    path: '',
    component: PortalShell,
    providers: [provideChatKit()],
    children: [
      {
        path: 'knowledge',
        title: 'Knowledge · ChatKit RAG',
        loadComponent: async () => (await import('../knowledge/knowledge-page')).KnowledgePage,
      },
      {
        path: 'api-keys',
        title: 'API keys · ChatKit RAG',
        loadComponent: async () => (await import('../api-keys/api-keys-page')).ApiKeysPage,
      },
      {
        path: 'floating',
        title: 'Floating chat · ChatKit RAG',
        loadComponent: async () => (await import('../floating/floating-page')).FloatingPage,
      },
      {
        matcher: matchChat,
        title: 'Chat · ChatKit RAG',
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
