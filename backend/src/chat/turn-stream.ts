import {
  type ChatEvent,
  chatEventSchema,
  citationSchema,
  exampleOf,
  messageSchema,
  turnSchema,
} from '@chatkit/contract';

const turn = exampleOf(turnSchema);
const message = exampleOf(messageSchema);

const FRAMES: [id: string, event: ChatEvent][] = [
  ['1.0', { type: 'turn', ...turn, message: { ...message, content: '', status: 'generating', citations: [] } }],
  ['1.0', { type: 'step', code: 'retrieving', counts: { documents: 12 } }],
  ['1.0', { type: 'sources', sources: [exampleOf(citationSchema)] }],
  ['1.0', { type: 'step', code: 'generating', counts: { passages: 1 } }],
  ['1.38', { type: 'delta', text: message.content }],
  ['1.38', { type: 'message', message }],
  ['1.38', { type: 'end', status: message.status }],
];

/** What a turn streams, for its description. */
export const TURN_STREAM = {
  event: chatEventSchema,
  example: FRAMES.map(([id, event]) => `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''),
};
