import { Body, Controller, Delete, Get, HttpCode, Inject, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type AdministeredUser,
  administeredUserPageSchema,
  type AdministeredUserQuery,
  administeredUserQuerySchema,
  type AdministrationOverview,
  administrationOverviewSchema,
  type AuditEntry,
  auditPageSchema,
  type ChangeRole,
  changeRoleSchema,
  type Page,
  type PageQuery,
  pageQuerySchema,
  type SettingsInForce,
  settingsInForceSchema,
} from '@chatkit/contract';
import { AuditLog } from '../audit/audit-log.js';
import { CurrentUser, type SignedInUser } from '../auth/current-user.js';
import { AdminOnly } from '../auth/route-access.js';
import { ENV, type Env } from '../env.js';
import { ApiRoute } from '../http/api-route.js';
import { UuidParam } from '../http/uuid-param.js';
import { settingsInForce } from './settings-in-force.js';
import { UserAdministration } from './user-administration.js';

@ApiTags('Administration')
@Controller('api/admin')
export class AdministrationController {
  constructor(
    private readonly users: UserAdministration,
    private readonly audit: AuditLog,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get('overview')
  @AdminOnly()
  @ApiRoute({
    operationId: 'readAdministrationOverview',
    summary: 'How much is stored and used',
    description:
      'Accounts, usage, and documents with their sizes and states, of everybody together. Administrators only.',
    ok: administrationOverviewSchema,
    errors: ['forbidden'],
  })
  overview(): Promise<AdministrationOverview> {
    return this.users.overview();
  }

  @Get('users')
  @AdminOnly()
  @ApiRoute({
    operationId: 'listAdministeredUsers',
    summary: 'List the accounts with what they have and use',
    description: 'Newest first. How much there is of everything, and nothing of what it says. Administrators only.',
    ok: administeredUserPageSchema,
    errors: ['forbidden'],
  })
  list(@Query({ schema: administeredUserQuerySchema }) query: AdministeredUserQuery): Promise<Page<AdministeredUser>> {
    return this.users.list(query);
  }

  @Delete('users/:id')
  @AdminOnly()
  @HttpCode(204)
  @ApiRoute({
    operationId: 'deleteUser',
    summary: 'Delete an account with all its data',
    description:
      'Running answers are stopped; sessions, keys, threads, private documents and usage are deleted. Shared documents go to the ' +
      'administrator of longest standing. It cannot be undone. Administrators only.',
    noContent: true,
    errors: ['not_found', 'conflict'],
  })
  delete(@CurrentUser() admin: SignedInUser, @UuidParam('id') id: string): Promise<void> {
    return this.users.delete(admin.id, id);
  }

  @Put('users/:id/role')
  @AdminOnly()
  @HttpCode(204)
  @ApiRoute({
    operationId: 'changeRole',
    summary: 'Make somebody an administrator, or no longer one',
    description:
      'It takes effect within five seconds. The last one who can administer stays it: that is a 409. Administrators only.',
    noContent: true,
    errors: ['not_found', 'conflict'],
  })
  changeRole(
    @CurrentUser() admin: SignedInUser,
    @UuidParam('id') id: string,
    @Body({ schema: changeRoleSchema }) { role }: ChangeRole,
  ): Promise<void> {
    return this.users.changeRole(admin.id, id, role);
  }

  @Get('settings')
  @AdminOnly()
  @ApiRoute({
    operationId: 'readSettings',
    summary: 'The settings in force',
    description: 'Secrets are not shown, only whether they are set. Reading them is recorded. Administrators only.',
    ok: settingsInForceSchema,
    errors: ['forbidden'],
  })
  async settings(@CurrentUser() admin: SignedInUser): Promise<SettingsInForce> {
    await this.audit.record({ act: 'settings_read', actorId: admin.id });
    return { data: settingsInForce(this.env) };
  }

  @Get('audit')
  @AdminOnly()
  @ApiRoute({
    operationId: 'readAuditLog',
    summary: 'The audit log',
    description: 'Sensitive acts, newest first. Entries are never changed and never deleted. Administrators only.',
    ok: auditPageSchema,
    errors: ['forbidden'],
  })
  log(@Query({ schema: pageQuerySchema }) query: PageQuery): Promise<Page<AuditEntry>> {
    return this.audit.page(query);
  }
}
