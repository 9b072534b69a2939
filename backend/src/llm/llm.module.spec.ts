import { describe, expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { ENV, readEnv } from '../env.js';
import { EmbeddingModel } from './embedding-model.js';
import { LanguageModel } from './language-model.js';
import { LlmModule } from './llm.module.js';
import { OfflineLanguageModel } from './offline-language-model.js';

async function modelsFor(settings: Record<string, string>) {
  @Global()
  @Module({ providers: [{ provide: ENV, useValue: readEnv(settings) }], exports: [ENV] })
  class Settings {}
  const module = await Test.createTestingModule({ imports: [Settings, LlmModule] }).compile();
  return {
    language: module.get(LanguageModel),
    embedding: module.get<EmbeddingModel | null>(EmbeddingModel),
  };
}

describe('LlmModule', () => {
  it('answers offline when nothing is configured', async () => {
    expect((await modelsFor({})).language).toBeInstanceOf(OfflineLanguageModel);
  });

  it.each([{ OPENAI_API_KEY: 'sk-x' }, { OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1' }])(
    'uses the named model with %j',
    async (settings) => {
      expect((await modelsFor({ CHAT_MODEL: 'llama3.2', ...settings })).language.name).toBe('llama3.2');
    },
  );

  it('embeds with the named model, and not at all without one', async () => {
    const settings = { CHAT_MODEL: 'llama3.2', OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1' };
    expect((await modelsFor(settings)).embedding).toBeNull();
    expect((await modelsFor({ ...settings, EMBEDDING_MODEL: 'bge-m3' })).embedding?.name).toBe('bge-m3');
  });
});
