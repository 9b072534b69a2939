import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LiveModule } from '../live/live.module.js';
import { MessageEntity } from './message.entity.js';
import { ThreadsModule } from '../threads/threads.module.js';
import { ExportController } from './export.controller.js';
import { FeedbackController } from './feedback.controller.js';
import { FeedbackService } from './feedback.service.js';
import { MessagesController } from './messages.controller.js';
import { MessagesService } from './messages.service.js';
import { SearchController } from './search.controller.js';
import { SearchService } from './search.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([MessageEntity]), LiveModule, ThreadsModule],
  controllers: [MessagesController, FeedbackController, SearchController, ExportController],
  providers: [MessagesService, FeedbackService, SearchService],
  exports: [MessagesService],
})
export class MessagesModule {}
