import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LiveModule } from '../live/live.module.js';
import { DeletedThreads } from './deleted-threads.js';
import { ThreadRemoval } from './thread-removal.js';
import { ThreadEntity } from './thread.entity.js';
import { ThreadsController } from './threads.controller.js';
import { ThreadsService } from './threads.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([ThreadEntity]), LiveModule],
  controllers: [ThreadsController],
  providers: [ThreadsService, DeletedThreads, ThreadRemoval],
  exports: [ThreadsService],
})
export class ThreadsModule {}
