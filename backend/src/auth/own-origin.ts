import type { IncomingHttpHeaders } from 'node:http';
import { ForbiddenException } from '@nestjs/common';

/** Throws a 403 for what the page of another site sends. Programs name no `Origin`. */
export function requireOwnOrigin({ origin, host }: IncomingHttpHeaders, ownUrl: string | undefined): void {
  if (!origin) return;
  const sameHost = URL.canParse(origin) && new URL(origin).host === host;
  if (!sameHost && origin !== (ownUrl && new URL(ownUrl).origin))
    throw new ForbiddenException('This request comes from the page of another site.');
}
