import { SetMetadata } from '@nestjs/common';

export type RouteAccess = 'public' | 'admin';

export const ROUTE_ACCESS = 'chatkit:route-access';

/** Opens a route to everyone; all others need a signed-in user. */
export const Public = () => SetMetadata(ROUTE_ACCESS, 'public' satisfies RouteAccess);

/** Keeps a route to administrators. */
export const AdminOnly = () => SetMetadata(ROUTE_ACCESS, 'admin' satisfies RouteAccess);
