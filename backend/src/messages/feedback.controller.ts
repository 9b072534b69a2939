import { Body, Controller, Delete, HttpCode, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Feedback, feedbackSchema, type Message, messageSchema } from '@chatkit/contract';
import { CurrentUser, type SignedInUser } from '../auth/current-user.js';
import { KeyScope } from '../auth/key-scope.js';
import { ApiRoute } from '../http/api-route.js';
import { UuidParam } from '../http/uuid-param.js';
import { FeedbackService } from './feedback.service.js';

@ApiTags('Messages')
@Controller('api/chat/messages/:id/feedback')
export class FeedbackController {
  constructor(private readonly feedback: FeedbackService) {}

  @Put()
  @KeyScope('chat')
  @ApiRoute({
    operationId: 'giveFeedback',
    summary: 'Say what you think of an answer',
    description: 'Replaces what you said before. The answer has to have ended.',
    ok: messageSchema,
    errors: ['not_found', 'conflict'],
  })
  give(
    @CurrentUser() user: SignedInUser,
    @UuidParam('id') id: string,
    @Body({ schema: feedbackSchema }) body: Feedback,
  ): Promise<Message> {
    return this.feedback.give(user.id, id, body);
  }

  @Delete()
  @KeyScope('chat')
  @HttpCode(204)
  @ApiRoute({
    operationId: 'withdrawFeedback',
    summary: 'Take your feedback back',
    noContent: true,
    errors: ['not_found'],
  })
  withdraw(@CurrentUser() user: SignedInUser, @UuidParam('id') id: string): Promise<void> {
    return this.feedback.withdraw(user.id, id);
  }
}
