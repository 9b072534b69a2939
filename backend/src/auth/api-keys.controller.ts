import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type ApiKeyList,
  apiKeyListSchema,
  type CreateApiKey,
  createApiKeySchema,
  type CreatedApiKey,
  createdApiKeySchema,
} from '@chatkit/contract';
import { ApiRoute } from '../http/api-route.js';
import { UuidParam } from '../http/uuid-param.js';
import { ApiKeys } from './api-keys.js';
import { CurrentUser, type SignedInUser } from './current-user.js';

@ApiTags('API keys')
@Controller('api/keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeys) {}

  @Get()
  @ApiRoute({
    operationId: 'listApiKeys',
    summary: 'List your API keys',
    description: 'Newest first, without their text.',
    ok: apiKeyListSchema,
  })
  async list(@CurrentUser() user: SignedInUser): Promise<ApiKeyList> {
    return { data: await this.keys.list(user.id) };
  }

  @Post()
  @ApiRoute({
    operationId: 'createApiKey',
    summary: 'Create an API key',
    description:
      'A program that sends the key acts as you, within the scopes of the key. The key is in this answer and nowhere else. The scope `embed` is for administrators.',
    created: createdApiKeySchema,
    errors: ['conflict'],
  })
  create(
    @CurrentUser() user: SignedInUser,
    @Body({ schema: createApiKeySchema }) body: CreateApiKey,
  ): Promise<CreatedApiKey> {
    return this.keys.create(user, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiRoute({
    operationId: 'revokeApiKey',
    summary: 'Revoke an API key',
    description: 'It opens nothing from now on. Streams that it opened end within five seconds.',
    noContent: true,
    errors: ['not_found'],
  })
  revoke(@CurrentUser() user: SignedInUser, @UuidParam('id') id: string): Promise<void> {
    return this.keys.revoke(user.id, id);
  }
}
