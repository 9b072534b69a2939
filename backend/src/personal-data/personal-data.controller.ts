import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { personalDataSchema } from '@chatkit/contract';
import type { Response } from 'express';
import { AuditLog } from '../audit/audit-log.js';
import { CurrentUser, type SignedInUser } from '../auth/current-user.js';
import { ApiRoute } from '../http/api-route.js';
import { PersonalDataExport } from './personal-data.js';

@ApiTags('Accounts')
@Controller('api/account')
export class PersonalDataController {
  constructor(
    private readonly data: PersonalDataExport,
    private readonly audit: AuditLog,
  ) {}

  @Get('export')
  @ApiRoute({
    operationId: 'exportPersonalData',
    summary: 'Export all your data',
    description:
      'One JSON file with everything that is kept of you: profile, sessions, keys, usage, documents with their text, and threads ' +
      'with their messages. A file that does not end with a brace is not complete: ask again.',
    ok: personalDataSchema,
    untagged: true,
  })
  async export(@CurrentUser() user: SignedInUser, @Res() response: Response): Promise<void> {
    await this.audit.record({ act: 'data_exported', actorId: user.id, subjectId: user.id });
    response.type('application/json; charset=utf-8').attachment('chatkit-data.json');
    try {
      await pipeline(Readable.from(this.data.write(user)), response);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error; // the reader has left
    }
  }
}
