import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Usage, usageSchema } from '@chatkit/contract';
import { CurrentUser, type SignedInUser } from '../auth/current-user.js';
import { KeyScope } from '../auth/key-scope.js';
import { ApiRoute } from '../http/api-route.js';
import { askerOf } from './asker.js';
import { UsageService } from './usage.service.js';

@ApiTags('Chat')
@Controller('api/usage')
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  @Get()
  @KeyScope('chat')
  @ApiRoute({
    operationId: 'readUsage',
    summary: 'What you have used, and what you may',
    description: 'Turns and tokens of today and of the last 30 days, and the limits of a day. Days begin at 00:00 UTC.',
    ok: usageSchema,
  })
  read(@CurrentUser() user: SignedInUser): Promise<Usage> {
    return this.usage.read(askerOf(user));
  }
}
