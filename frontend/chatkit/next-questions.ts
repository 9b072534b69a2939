import { Service, computed, inject } from '@angular/core';
import { followUpsOf } from './follow-ups';
import { OpenThread } from './open-thread';
import { QuestionQueue } from './question-queue';

/** Questions to go on with, behind the last answer of the open thread. */
@Service({ autoProvided: false })
export class NextQuestions {
  readonly #thread = inject(OpenThread);
  readonly #queue = inject(QuestionQueue);
  readonly #wanted = computed(
    () => this.#queue.waiting().length === 0 && this.#thread.ready() && !this.#thread.hasNewer(),
  );

  readonly list = computed(() => (this.#wanted() ? followUpsOf(this.#thread.messages()) : []));
}
