import { Body, Controller, Header, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type CreateEmbedToken,
  createEmbedTokenSchema,
  type EmbedToken,
  embedTokenSchema,
  type EndEmbedTokens,
  endEmbedTokensSchema,
} from '@chatkit/contract';
import type { Request } from 'express';
import { ApiRoute } from '../http/api-route.js';
import { CurrentUser, type SignedInUser } from './current-user.js';
import { EmbedTokens } from './embed-tokens.js';
import { KeyScope } from './key-scope.js';

@ApiTags('Embedding')
@Controller('api/embed')
export class EmbedTokensController {
  constructor(private readonly tokens: EmbedTokens) {}

  @Post('tokens')
  @Header('cache-control', 'no-store')
  @KeyScope('embed')
  @ApiRoute({
    operationId: 'createEmbedToken',
    summary: 'Sign somebody in to the embedded chat',
    description:
      'For the server of a page: makes a token for the person whom it has signed in itself, for five minutes and for pages of one ' +
      'origin. It opens the chat and nothing else. An account is made for an address that is new. Only a key of an administrator ' +
      'that has the scope `embed` and no other reaches it.',
    created: embedTokenSchema,
    errors: ['sign_in_refused'],
    keyOnly: true,
  })
  create(
    @CurrentUser() by: SignedInUser,
    @Body({ schema: createEmbedTokenSchema }) body: CreateEmbedToken,
    @Req() { headers }: Request,
  ): Promise<EmbedToken> {
    return this.tokens.create(by, body, headers);
  }

  @Post('sign-out')
  @KeyScope('embed')
  @HttpCode(204)
  @ApiRoute({
    operationId: 'endEmbedTokens',
    summary: 'Sign somebody out of the embedded chat',
    description:
      'Ends all tokens that this key has made for the person. Streams that they opened end within five seconds. It is no error when there are none.',
    noContent: true,
    keyOnly: true,
  })
  signOut(
    @CurrentUser() by: SignedInUser,
    @Body({ schema: endEmbedTokensSchema }) body: EndEmbedTokens,
    @Req() { headers }: Request,
  ): Promise<void> {
    return this.tokens.end(by, body, headers);
  }
}
