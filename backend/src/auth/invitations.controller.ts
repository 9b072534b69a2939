import { randomBytes } from 'node:crypto';
import { Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Invitation, invitationSchema } from '@chatkit/contract';
import { Pool } from 'pg';
import { AuditLog } from '../audit/audit-log.js';
import { ApiRoute } from '../http/api-route.js';
import { CurrentUser, type SignedInUser } from './current-user.js';
import { AdminOnly } from './route-access.js';
import { hashInvitation } from './sign-up-policy.js';

@ApiTags('Accounts')
@Controller('api/invitations')
export class InvitationsController {
  constructor(
    private readonly pool: Pool,
    private readonly audit: AuditLog,
  ) {}

  @Post()
  @AdminOnly()
  @ApiRoute({
    operationId: 'createInvitation',
    summary: 'Invite one person',
    description:
      'Makes a code that one sign-up can use within seven days, with SIGN_UP=invite. It is shown only here. Administrators only.',
    created: invitationSchema,
  })
  async invite(@CurrentUser() user: SignedInUser): Promise<Invitation> {
    const code = randomBytes(15).toString('base64url');
    const { rows } = await this.pool.query<{ expiresAt: Date }>(
      `insert into invitations (code_hash, created_by, expires_at) values ($1, $2, now() + interval '7 days')
       returning expires_at as "expiresAt"`,
      [hashInvitation(code), user.id],
    );
    await this.audit.record({ act: 'invitation_made', actorId: user.id });
    return { code, expiresAt: (rows[0]?.expiresAt ?? new Date()).toISOString() };
  }
}
