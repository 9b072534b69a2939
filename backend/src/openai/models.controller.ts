import { Controller, Get, Param } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import {
  OPENAI_MODELS,
  type OpenAiModel,
  type OpenAiModelList,
  openAiModelListSchema,
  openAiModelSchema,
} from '@chatkit/contract';
import { KeyScope } from '../auth/key-scope.js';
import { ApiOpenAiRoute } from './api-openai-route.js';
import { modelOf } from './model-of.js';

/** When these routes came to be: clients want a time, and there is no better one. */
const CREATED = Date.UTC(2026, 10, 27) / 1000;

@ApiTags('OpenAI-compatible')
@Controller('v1/models')
export class ModelsController {
  @Get()
  @ApiOpenAiRoute({
    operationId: 'listOpenAiModels',
    summary: 'List the models',
    description:
      '`chatkit-rag` answers from the documents; `chatkit-rag-sources` also lists its sources below the answer.',
    ok: openAiModelListSchema,
    errors: [],
  })
  @KeyScope('chat')
  list(): OpenAiModelList {
    return { object: 'list', data: OPENAI_MODELS.map(describe) };
  }

  @Get(':id')
  @ApiOpenAiRoute({
    operationId: 'readOpenAiModel',
    summary: 'Read about a model',
    description: 'As it stands in the list.',
    ok: openAiModelSchema,
    errors: [400, 404],
  })
  @KeyScope('chat')
  @ApiParam({ name: 'id', description: 'As the list names it.' })
  read(@Param('id') id: string): OpenAiModel {
    return describe(modelOf(id));
  }
}

function describe(id: OpenAiModel['id']): OpenAiModel {
  return { id, object: 'model', created: CREATED, owned_by: 'chatkit' };
}
