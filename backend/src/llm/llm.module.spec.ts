import { describe, expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { ENV, readEnv } from '../env.js';
import { LanguageModel } from './language-model.js';
import { LlmModule } from './llm.module.js';
import { OfflineLanguageModel } from './offline-language-model.js';

async function modelFor(settings: Record<string, string>): Promise<LanguageModel> {
  @Global()
  @Module({ providers: [{ provide: ENV, useValue: readEnv(settings) }], exports: [ENV] })
  class Settings {}
  const module = await Test.createTestingModule({ imports: [Settings, LlmModule] }).compile();
  return module.get(LanguageModel);
}

describe('LlmModule', () => {
  it('answers offline when nothing is configured', async () => {
    expect(await modelFor({})).toBeInstanceOf(OfflineLanguageModel);
  });

  it.each([{ OPENAI_API_KEY: 'sk-x' }, { OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1' }])(
    'uses the named model with %j',
    async (settings) => {
      expect((await modelFor({ CHAT_MODEL: 'llama3.2', ...settings })).name).toBe('llama3.2');
    },
  );
});
