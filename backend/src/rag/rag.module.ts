import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LlmModule } from '../llm/llm.module.js';
import { ChunkEmbedder } from './chunk-embedder.js';
import { DocumentEntity } from './document.entity.js';
import { DocumentLibrary } from './document-library.js';
import { DocumentVersionEntity } from './document-version.entity.js';
import { DocumentsController } from './documents.controller.js';
import { EmbeddingSchedule } from './embedding-schedule.js';
import { Ingestion } from './ingestion.js';
import { IngestionQueue } from './ingestion-queue.js';
import { KnowledgeController } from './knowledge.controller.js';
import { KnowledgeSurvey } from './knowledge-survey.js';
import { LexicalIndex } from './lexical-index.js';
import { Retriever } from './retriever.js';
import { SampleKnowledge } from './sample-knowledge.js';
import { VectorIndex } from './vector-index.js';

@Module({
  imports: [LlmModule, TypeOrmModule.forFeature([DocumentEntity, DocumentVersionEntity])],
  controllers: [DocumentsController, KnowledgeController],
  providers: [
    ChunkEmbedder,
    DocumentLibrary,
    EmbeddingSchedule,
    Ingestion,
    IngestionQueue,
    KnowledgeSurvey,
    LexicalIndex,
    Retriever,
    SampleKnowledge,
    VectorIndex,
  ],
  exports: [IngestionQueue, Retriever, SampleKnowledge],
})
export class RagModule {}
