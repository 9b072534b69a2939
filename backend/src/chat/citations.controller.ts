import { Controller, Get, NotFoundException, Param } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { type CitationCheck, citationCheckSchema } from '@chatkit/contract';
import { z } from 'zod';
import { CurrentUser, type SignedInUser } from '../auth/current-user.js';
import { KeyScope } from '../auth/key-scope.js';
import { ApiRoute } from '../http/api-route.js';
import { UuidParam } from '../http/uuid-param.js';
import { MessagesService } from '../messages/messages.service.js';
import { CitationChecker } from '../rag/documents/citation-checker.js';

const numberSchema = z.coerce.number().int().min(1);

@ApiTags('Messages')
@Controller('api/chat/messages/:id/citations')
export class CitationsController {
  constructor(
    private readonly messages: MessagesService,
    private readonly checker: CitationChecker,
  ) {}

  @Get(':n')
  @KeyScope('chat', 'threads:read')
  @ApiParam({ name: 'n', schema: { type: 'integer', minimum: 1 }, description: 'The number in the text: `[n]`.' })
  @ApiRoute({
    operationId: 'checkCitation',
    summary: 'Check a citation',
    description: 'Compares the passage that an answer cites with the document as it is now.',
    ok: citationCheckSchema,
    errors: ['not_found'],
  })
  async check(
    @CurrentUser() user: SignedInUser,
    @UuidParam('id') id: string,
    @Param('n', { schema: numberSchema }) n: number,
  ): Promise<CitationCheck> {
    const { citations } = await this.messages.read(user.id, id);
    const citation = citations.find((candidate) => candidate.n === n);
    if (!citation) throw new NotFoundException('The message has no such citation.');
    return this.checker.check(user.id, citation);
  }
}
