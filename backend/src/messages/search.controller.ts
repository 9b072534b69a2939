import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type SearchQuery, searchQuerySchema, type SearchResults, searchResultsSchema } from '@chatkit/contract';
import { CurrentUser, type SignedInUser } from '../auth/current-user.js';
import { KeyScope } from '../auth/key-scope.js';
import { ApiRoute } from '../http/api-route.js';
import { SearchService } from './search.service.js';

@ApiTags('Threads')
@Controller('api/chat/search')
export class SearchController {
  constructor(private readonly searching: SearchService) {}

  @Get()
  @KeyScope('threads:read')
  @ApiRoute({
    operationId: 'searchThreads',
    summary: 'Search your threads',
    description:
      'Finds titles and messages that hold all the words, or words that begin like them, in any language: titles first, then messages, each the newest first. With `threadId`, messages of that thread only.',
    ok: searchResultsSchema,
  })
  async search(
    @CurrentUser() user: SignedInUser,
    @Query({ schema: searchQuerySchema }) query: SearchQuery,
  ): Promise<SearchResults> {
    return { data: await this.searching.search(user.id, query) };
  }
}
