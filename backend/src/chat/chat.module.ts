import { Module } from '@nestjs/common';
import { LiveModule } from '../live/live.module.js';
import { LlmModule } from '../llm/llm.module.js';
import { RagModule } from '../rag/rag.module.js';
import { ChatController } from './chat.controller.js';
import { ChatService } from './chat.service.js';
import { TurnKeeper } from './turn-keeper.js';
import { TurnReader } from './turn-reader.js';
import { TurnRunner } from './turn-runner.js';
import { TurnStore } from './turn-store.js';

@Module({
  imports: [LiveModule, LlmModule, RagModule],
  controllers: [ChatController],
  providers: [TurnStore, TurnRunner, TurnKeeper, TurnReader, ChatService],
})
export class ChatModule {}
