import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AdminModule } from './admin/admin.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { ChatModule } from './chat/chat.module.js';
import { DatabaseModule } from './database/database.module.js';
import type { Database } from './database/database.js';
import { ENV, type Env } from './env.js';
import { HealthModule } from './health/health.module.js';
import { LiveModule } from './live/live.module.js';
import { McpModule } from './mcp/mcp.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { OpenAiModule } from './openai/openai.module.js';
import { PersonalDataModule } from './personal-data/personal-data.module.js';
import { PortalModule } from './portal/portal.module.js';
import { RagModule } from './rag/rag.module.js';
import { ThreadsModule } from './threads/threads.module.js';
import { UsageModule } from './usage/usage.module.js';

@Global()
@Module({})
export class AppModule {
  static of(env: Env, database: Database): DynamicModule {
    return {
      module: AppModule,
      imports: [
        DatabaseModule.of(database),
        MetricsModule,
        AuditModule,
        AuthModule,
        LiveModule,
        ThreadsModule,
        MessagesModule,
        RagModule,
        ChatModule,
        OpenAiModule,
        McpModule,
        UsageModule,
        AdminModule,
        PersonalDataModule,
        PortalModule,
        HealthModule,
      ],
      providers: [{ provide: ENV, useValue: env }],
      exports: [ENV],
    };
  }
}
