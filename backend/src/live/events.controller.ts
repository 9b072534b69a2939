import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type UserEvent, userEventSchema } from '@chatkit/contract';
import type { Response } from 'express';
import { CurrentUser, type SignedInUser } from '../auth/current-user.js';
import { KeyScope } from '../auth/key-scope.js';
import { ApiRoute } from '../http/api-route.js';
import { EventStream } from '../http/event-stream.js';
import { UserEvents } from './user-events.js';

const threadId = '5f0c2b1e-6a54-4a0e-9c55-3b1f6e0c9a11';
const messageId = '1d9b7c64-8a0e-4f3e-a1a5-7e5f3c2b1a90';
const EVENTS: UserEvent[] = [
  { type: 'ready' },
  { type: 'thread_created', threadId },
  { type: 'turn_started', threadId, messageId },
  { type: 'turn_ended', threadId, messageId },
];
const EXAMPLE = EVENTS.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');

@ApiTags('Chat')
@Controller('api/events')
export class EventsController {
  constructor(private readonly userEvents: UserEvents) {}

  @Get()
  @KeyScope('threads:read', 'documents:read')
  @ApiRoute({
    operationId: 'listenToEvents',
    summary: 'Hear what changes in your threads and documents',
    description:
      'Streams one frame (`UserEvent`) for each thread or turn of yours, and each document that you may see, that changes, in ' +
      'whichever tab, device or program, until you leave. Frames name ids and states only. None is sent again: read your lists anew after each `ready`. ' +
      'A key hears of threads with the scope `threads:read`, and of documents with `documents:read`. At most 20 streams may be open.',
    streams: { event: userEventSchema, example: EXAMPLE },
  })
  listen(@CurrentUser() user: SignedInUser, @Res() response: Response): void {
    this.userEvents.open(user, () => new EventStream(response));
  }
}
