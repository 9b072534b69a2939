import { Service, inject } from '@angular/core';
import type { AnswerTrace, Citation, CitationCheck } from '@chatkit/contract';
import type { ChatMessage } from './chat-message';
import { ChatProblem } from './chat-problem';
import { OpenThread } from './open-thread';
import { ChatTransport } from './transport/chat-transport';

/** What the answers of the open thread rest on. Methods reject with a `ChatProblem`. */
@Service({ autoProvided: false })
export class AnswerEvidence {
  readonly #transport = inject(ChatTransport);
  readonly #thread = inject(OpenThread);

  /** The citations that stand beside this one, in the answer that it belongs to. */
  citationsBeside(citation: Citation): readonly Citation[] {
    const message = this.#answerWith(citation);
    return message === undefined || message.citations.length === 0 ? (message?.sources ?? []) : message.citations;
  }

  /** Whether the document still says what is cited; null while the answer is being made. */
  async check(citation: Citation): Promise<CitationCheck | null> {
    const message = this.#answerWith(citation);
    if (!message?.id || message.status === 'generating' || !message.citations.includes(citation)) {
      return null;
    }
    return this.#transport.checkCitation(message.id, citation.n);
  }

  /** How the answer with this key came about. */
  async readTrace(key: string): Promise<AnswerTrace> {
    const id = this.#thread.message(key)?.id;
    if (!id) {
      throw new ChatProblem('not_found', key, 404);
    }
    return this.#transport.readTrace(id);
  }

  #answerWith(citation: Citation): ChatMessage | undefined {
    return this.#thread
      .messages()
      .find(({ citations, sources }) => citations.includes(citation) || sources.includes(citation));
  }
}
