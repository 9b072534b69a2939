import { Module } from '@nestjs/common';
import { ChatModule } from '../chat/chat.module.js';
import { RagModule } from '../rag/rag.module.js';
import { KnowledgeServer } from './knowledge-server.js';
import { McpController } from './mcp.controller.js';

@Module({ imports: [ChatModule, RagModule], controllers: [McpController], providers: [KnowledgeServer] })
export class McpModule {}
