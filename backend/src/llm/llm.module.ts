import { Module } from '@nestjs/common';
import { ENV, type Env } from '../env.js';
import { EmbeddingModel } from './embedding-model.js';
import { FallbackLanguageModel } from './fallback-language-model.js';
import { LanguageModel } from './language-model.js';
import { OfflineLanguageModel } from './offline-language-model.js';
import { QuestionRewriter } from './question-rewriter.js';
import { Reranker } from './reranker.js';

/** Offers the models that the settings name: `LanguageModel` (without one, offline), and the others or null. */
@Module({
  providers: [
    { provide: LanguageModel, useFactory: chooseLanguageModel, inject: [ENV] },
    { provide: EmbeddingModel, useFactory: chooseEmbeddingModel, inject: [ENV] },
    { provide: QuestionRewriter, useFactory: chooseQuestionRewriter, inject: [ENV] },
    { provide: Reranker, useFactory: chooseReranker, inject: [ENV] },
  ],
  exports: [LanguageModel, EmbeddingModel, QuestionRewriter, Reranker],
})
export class LlmModule {}

async function chooseLanguageModel(env: Env): Promise<LanguageModel> {
  if (!env.CHAT_MODEL || !(env.OPENAI_API_KEY || env.OPENAI_BASE_URL)) return new OfflineLanguageModel();
  // Loaded only when needed: the client costs start time and memory.
  const { OpenAiLanguageModel } = await import('./openai-language-model.js');
  const patience = {
    firstTokenTimeoutMs: env.MODEL_FIRST_TOKEN_TIMEOUT_MS,
    tokenTimeoutMs: env.MODEL_TOKEN_TIMEOUT_MS,
  };
  const server = { apiKey: env.OPENAI_API_KEY, baseUrl: env.OPENAI_BASE_URL };
  const model = new OpenAiLanguageModel({ model: env.CHAT_MODEL, ...server, ...patience });
  if (!env.CHAT_FALLBACK_MODEL) return model;
  // The key of one server is never shown to another.
  const other = env.CHAT_FALLBACK_BASE_URL
    ? { apiKey: env.CHAT_FALLBACK_API_KEY, baseUrl: env.CHAT_FALLBACK_BASE_URL }
    : server;
  return new FallbackLanguageModel(
    model,
    new OpenAiLanguageModel({ model: env.CHAT_FALLBACK_MODEL, ...other, ...patience }),
  );
}

async function chooseEmbeddingModel(env: Env): Promise<EmbeddingModel | null> {
  if (!env.EMBEDDING_MODEL || !(env.OPENAI_API_KEY || env.OPENAI_BASE_URL)) return null;
  const { OpenAiEmbeddingModel } = await import('./openai-embedding-model.js');
  return new OpenAiEmbeddingModel({
    model: env.EMBEDDING_MODEL,
    apiKey: env.OPENAI_API_KEY,
    baseUrl: env.OPENAI_BASE_URL,
    timeoutMs: env.MODEL_FIRST_TOKEN_TIMEOUT_MS,
  });
}

async function chooseQuestionRewriter(env: Env): Promise<QuestionRewriter | null> {
  if (!env.REWRITE_MODEL) return null;
  const { OpenAiQuestionRewriter } = await import('./openai-question-rewriter.js');
  return new OpenAiQuestionRewriter({
    model: env.REWRITE_MODEL,
    apiKey: env.OPENAI_API_KEY,
    baseUrl: env.OPENAI_BASE_URL,
    timeoutMs: env.MODEL_FIRST_TOKEN_TIMEOUT_MS,
  });
}

async function chooseReranker(env: Env): Promise<Reranker | null> {
  if (!env.RERANK_URL) return null;
  const { HttpReranker } = await import('./http-reranker.js');
  return new HttpReranker({ url: env.RERANK_URL, model: env.RERANK_MODEL, apiKey: env.RERANK_API_KEY });
}
