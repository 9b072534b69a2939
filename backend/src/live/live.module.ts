import { Module } from '@nestjs/common';
import { EventsController } from './events.controller.js';
import { Hints } from './hints.js';
import { UserEvents } from './user-events.js';

@Module({
  controllers: [EventsController],
  providers: [Hints, UserEvents],
  exports: [Hints, UserEvents],
})
export class LiveModule {}
