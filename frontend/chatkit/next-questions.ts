import { Service, computed, inject, resource } from '@angular/core';
import { followUpsOf } from './follow-ups';
import { OpenThread } from './open-thread';
import { QuestionQueue } from './question-queue';
import { ChatTransport } from './transport/chat-transport';

/** Questions to go on with, behind the last answer of the open thread. */
@Service({ autoProvided: false })
export class NextQuestions {
  readonly #transport = inject(ChatTransport);
  readonly #thread = inject(OpenThread);
  readonly #queue = inject(QuestionQueue);
  readonly #wanted = computed(
    () => this.#queue.waiting().length === 0 && this.#thread.ready() && !this.#thread.hasNewer(),
  );
  /** An answer that was streamed brought with it what was found; of one that is read back, its trace tells. */
  readonly #readBack = computed(() => {
    const latest = this.#thread.latest();
    return this.#wanted() && latest?.status === 'complete' && latest.role === 'assistant' && latest.sources.length === 0
      ? latest.id
      : null;
  });
  readonly #found = resource({
    params: () => this.#readBack() ?? undefined,
    loader: async ({ params: answerId }) => {
      const { retrieval } = await this.#transport.readTrace(answerId);
      return retrieval.reranked?.found ?? retrieval.fused;
    },
  });

  readonly list = computed(() =>
    this.#wanted() ? followUpsOf(this.#thread.messages(), this.#found.hasValue() ? this.#found.value() : []) : [],
  );
}
