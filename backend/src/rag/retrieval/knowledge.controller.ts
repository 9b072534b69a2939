import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type Collections,
  collectionsSchema,
  type KnowledgeOverview,
  knowledgeOverviewSchema,
  type SearchKnowledge,
  searchKnowledgeSchema,
  type SearchResult,
  searchResultSchema,
} from '@chatkit/contract';
import { CurrentUser, type SignedInUser } from '../../auth/current-user.js';
import { KeyScope } from '../../auth/key-scope.js';
import { ApiRoute } from '../../http/api-route.js';
import { KnowledgeSurvey } from './knowledge-survey.js';
import { Retriever } from './retriever.js';

@ApiTags('Knowledge')
@Controller('api/rag')
export class KnowledgeController {
  constructor(
    private readonly retriever: Retriever,
    private readonly survey: KnowledgeSurvey,
  ) {}

  @Post('search')
  @KeyScope('search')
  @HttpCode(200)
  @ApiRoute({
    operationId: 'searchDocuments',
    summary: 'Search the documents',
    description: 'The passages that a question would be answered from, best first, without asking a model.',
    ok: searchResultSchema,
  })
  search(
    @CurrentUser() user: SignedInUser,
    @Body({ schema: searchKnowledgeSchema }) body: SearchKnowledge,
  ): Promise<SearchResult> {
    return this.retriever.search(user.id, body);
  }

  @Get('overview')
  @KeyScope('documents:read')
  @ApiRoute({
    operationId: 'getOverview',
    summary: 'See what can be asked about',
    description: 'How many documents you can search, and up to four questions to begin with.',
    ok: knowledgeOverviewSchema,
  })
  overview(@CurrentUser() user: SignedInUser): Promise<KnowledgeOverview> {
    return this.survey.overview(user.id);
  }

  @Get('collections')
  @KeyScope('documents:read')
  @ApiRoute({
    operationId: 'listCollections',
    summary: 'List the collections of the documents that you can ask about',
    description: 'By name, with how many of their documents you may see.',
    ok: collectionsSchema,
  })
  collections(@CurrentUser() user: SignedInUser): Promise<Collections> {
    return this.survey.collections(user.id);
  }
}
