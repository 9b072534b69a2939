import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENV, type Env } from '../env.js';
import { LiveModule } from '../live/live.module.js';
import { LlmModule } from '../llm/llm.module.js';
import { ChunkEmbedder } from './ingestion/chunk-embedder.js';
import { CitationChecker } from './documents/citation-checker.js';
import { DocumentAdditions } from './documents/document-additions.js';
import { DocumentEntity } from './documents/document.entity.js';
import { DocumentLibrary } from './documents/document-library.js';
import { DocumentRemoval } from './documents/document-removal.js';
import { DocumentVersionEntity } from './documents/document-version.entity.js';
import { DocumentsController } from './documents/documents.controller.js';
import { DocumentEvents } from './ingestion/document-events.js';
import { DocumentProgressReporter } from './ingestion/document-progress-reporter.js';
import { FolderLoader } from './documents/folder-loader.js';
import { EmbeddingSchedule } from './ingestion/embedding-schedule.js';
import { Ingestion } from './ingestion/ingestion.js';
import { IngestionQueue } from './ingestion/ingestion-queue.js';
import { Extractor } from './extraction/extractor.js';
import { HybridSearch } from './retrieval/hybrid-search.js';
import { KnowledgeController } from './retrieval/knowledge.controller.js';
import { KnowledgeSurvey } from './retrieval/knowledge-survey.js';
import { LexicalIndex } from './retrieval/lexical-index.js';
import { QuestionRewriting } from './retrieval/question-rewriting.js';
import { OwnDocuments } from './documents/own-documents.js';
import { Retriever } from './retrieval/retriever.js';
import { SampleKnowledge } from './documents/sample-knowledge.js';
import { SupportJudge } from './retrieval/support.js';
import { UploadsController } from './documents/uploads.controller.js';
import { UrlFetcher } from './fetching/url-fetcher.js';
import { UrlsController } from './documents/urls.controller.js';
import { VectorIndex } from './retrieval/vector-index.js';
import { WebPageReader } from './documents/web-page-reader.js';

const fetcherOf = ({ FETCH_PRIVATE_HOSTS }: Env) => new UrlFetcher({ privateHosts: FETCH_PRIVATE_HOSTS });

@Module({
  imports: [LiveModule, LlmModule, TypeOrmModule.forFeature([DocumentEntity, DocumentVersionEntity])],
  controllers: [DocumentsController, KnowledgeController, UploadsController, UrlsController],
  providers: [
    ChunkEmbedder,
    CitationChecker,
    DocumentAdditions,
    DocumentEvents,
    DocumentLibrary,
    DocumentProgressReporter,
    DocumentRemoval,
    EmbeddingSchedule,
    Extractor,
    FolderLoader,
    HybridSearch,
    Ingestion,
    IngestionQueue,
    KnowledgeSurvey,
    LexicalIndex,
    OwnDocuments,
    QuestionRewriting,
    Retriever,
    SampleKnowledge,
    SupportJudge,
    { provide: UrlFetcher, inject: [ENV], useFactory: fetcherOf },
    VectorIndex,
    WebPageReader,
  ],
  exports: [CitationChecker, DocumentLibrary, IngestionQueue, OwnDocuments, Retriever, SampleKnowledge],
})
export class RagModule {}
