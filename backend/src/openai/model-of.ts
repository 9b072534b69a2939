import { NotFoundException } from '@nestjs/common';
import { OPENAI_MODELS, type OpenAiModel } from '@chatkit/contract';

/** The model of that name. Throws a 404 where there is none. */
export function modelOf(name: string): OpenAiModel['id'] {
  const model = OPENAI_MODELS.find((id) => id === name);
  if (!model) throw new NotFoundException(`There is no such model. There are: ${OPENAI_MODELS.join(', ')}.`);
  return model;
}
