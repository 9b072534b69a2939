import type { MigrationInterface } from 'typeorm';
import { Accounts1700000000100 } from './1700000000100-accounts.js';
import { Chat1700000000200 } from './1700000000200-chat.js';
import { Knowledge1700000000300 } from './1700000000300-knowledge.js';
import { Embeddings1700000000400 } from './1700000000400-embeddings.js';
import { Siblings1700000000500 } from './1700000000500-siblings.js';
import { EndOfPartialText1700000000600 } from './1700000000600-end-of-partial-text.js';
import { Jobs1700000000720 } from './1700000000720-jobs.js';
import { ThreadHistory1700000000740 } from './1700000000740-thread-history.js';
import { Trace1700000000750 } from './1700000000750-trace.js';
import { FewerFolds1700000000900 } from './1700000000900-fewer-folds.js';
import { VectorsByModel1700000001000 } from './1700000001000-vectors-by-model.js';
import { ApiKeys1700000001200 } from './1700000001200-api-keys.js';
import { Feedback1700000001400 } from './1700000001400-feedback.js';
import { FasterTerms1700000001500 } from './1700000001500-faster-terms.js';
import { BoundedFolds1700000001510 } from './1700000001510-bounded-folds.js';
import { SharedPassages1700000001520 } from './1700000001520-shared-passages.js';
import { DocumentAdditions1700000001600 } from './1700000001600-document-additions.js';
import { Usage1700000001610 } from './1700000001610-usage.js';
import { InlinedSearchVector1700000001620 } from './1700000001620-inlined-search-vector.js';
import { Collections1700000001700 } from './1700000001700-collections.js';
import { AuditLog1700000001800 } from './1700000001800-audit-log.js';
import { UsageByDay1700000001810 } from './1700000001810-usage-by-day.js';
import { Attempts1700000001900 } from './1700000001900-attempts.js';
import { EmbedTokens1700000001920 } from './1700000001920-embed-tokens.js';

/** The one history of the schema, oldest first. */
export const migrations: (new () => MigrationInterface)[] = [
  Accounts1700000000100,
  Chat1700000000200,
  Knowledge1700000000300,
  Embeddings1700000000400,
  Siblings1700000000500,
  EndOfPartialText1700000000600,
  Jobs1700000000720,
  ThreadHistory1700000000740,
  Trace1700000000750,
  FewerFolds1700000000900,
  VectorsByModel1700000001000,
  ApiKeys1700000001200,
  Feedback1700000001400,
  FasterTerms1700000001500,
  BoundedFolds1700000001510,
  SharedPassages1700000001520,
  DocumentAdditions1700000001600,
  Usage1700000001610,
  InlinedSearchVector1700000001620,
  Collections1700000001700,
  AuditLog1700000001800,
  UsageByDay1700000001810,
  Attempts1700000001900,
  EmbedTokens1700000001920,
];
