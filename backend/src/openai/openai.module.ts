import { Module } from '@nestjs/common';
import { ChatModule } from '../chat/chat.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { CompletionsController } from './completions.controller.js';
import { LooseCompletions } from './loose-completions.js';
import { ModelsController } from './models.controller.js';
import { ThreadCompletions } from './thread-completions.js';

@Module({
  imports: [ChatModule, MessagesModule],
  controllers: [ModelsController, CompletionsController],
  providers: [LooseCompletions, ThreadCompletions],
})
export class OpenAiModule {}
