import { Module } from '@nestjs/common';
import { LiveModule } from '../live/live.module.js';
import { LlmModule } from '../llm/llm.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { RagModule } from '../rag/rag.module.js';
import { UsageModule } from '../usage/usage.module.js';
import { AnswerWriter } from './answer-writer.js';
import { ChatController } from './chat.controller.js';
import { ChatService } from './chat.service.js';
import { CitationsController } from './citations.controller.js';
import { TurnKeeper } from './turn-keeper.js';
import { TurnReader } from './turn-reader.js';
import { TurnRunner } from './turn-runner.js';
import { TurnStore } from './turn-store.js';

@Module({
  imports: [LiveModule, LlmModule, MessagesModule, RagModule, UsageModule],
  controllers: [ChatController, CitationsController],
  exports: [ChatService],
  providers: [AnswerWriter, TurnStore, TurnRunner, TurnKeeper, TurnReader, ChatService],
})
export class ChatModule {}
