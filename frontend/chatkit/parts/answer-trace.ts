import { Component, ElementRef, computed, inject, input, output } from '@angular/core';
import type { AnswerTrace, PromptBudget } from '@chatkit/contract';
import { LucideListTree, LucideX } from '@lucide/angular';
import type { ChatProblem } from '../chat-problem';
import { controlStyles } from './control-styles';
import { ErrorNotice } from './error-notice';
import { count } from './step-words';

const legNames = { lexical: 'by words', vector: 'by meaning' };
const shownPassages = 8;

/** Why an answer is as it is: what was searched for and found, what the model was given, and how long it took. */
@Component({
  selector: 'ck-answer-trace',
  imports: [ErrorNotice, LucideListTree, LucideX],
  templateUrl: './answer-trace.html',
  styles: [controlStyles],
  styleUrl: './answer-trace.css',
  host: { role: 'region', 'aria-label': 'Why this answer' },
})
export class AnswerTraceView {
  /** Null until it is read. */
  readonly trace = input<AnswerTrace | null>(null);
  readonly problem = input<ChatProblem | null>(null);
  readonly closed = output<void>();
  readonly retried = output<void>();

  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);

  /** The passages of the final ranking, each with its place in every search. */
  protected readonly passages = computed(() => {
    const retrieval = this.trace()?.retrieval;
    const ranking = (retrieval?.reranked?.found ?? retrieval?.fused ?? []).slice(0, shownPassages);
    const share = shares(ranking);
    return ranking.map((passage) => ({
      ...passage,
      share: share(passage.score),
      places: (retrieval?.legs ?? []).flatMap(({ name, rewritten, found }) => {
        const rank = found.find(({ chunkId }) => chunkId === passage.chunkId)?.rank;
        return rank === undefined ? [] : [`${legNames[name]}${rewritten ? ', rewritten,' : ''} no. ${rank}`];
      }),
    }));
  });
  protected readonly confidence = computed(() => {
    const retrieval = this.trace()?.retrieval;
    if (retrieval === undefined) {
      return null;
    }
    const { confidence, leastConfidence, documents, reranked } = retrieval;
    const by = reranked ? `, ranked by ${reranked.model}` : '';
    return { share: confidence, least: leastConfidence, documents: count(documents, 'document') + by };
  });
  protected readonly budget = computed(() => {
    const prompt = this.trace()?.prompt;
    return prompt ? { ...prompt, parts: partsOf(prompt), left: leftOut(prompt) } : null;
  });
  protected readonly steps = computed(() => {
    const milliseconds = this.trace()?.milliseconds;
    if (milliseconds === undefined) {
      return [];
    }
    const { history, retrieval, firstToken, whole } = milliseconds;
    return [
      { name: 'Reading the conversation', duration: duration(history) },
      { name: 'Searching', duration: duration(retrieval) },
      ...(firstToken === null ? [] : [{ name: 'First words of the model', duration: duration(firstToken) }]),
      { name: 'The whole answer', duration: duration(whole) },
    ];
  });

  /** Puts the keyboard into the panel. */
  focus(): void {
    this.#element.nativeElement.querySelector<HTMLElement>('button')?.focus();
  }

  protected percent(share: number): string {
    return `${Math.round(share * 100)}%`;
  }
}

/** How long the bar of a score is; a reranker's scores may be negative. */
function shares(ranking: readonly { score: number }[]): (score: number) => number {
  const scores = ranking.map(({ score }) => score);
  const [best, base] = [Math.max(0, ...scores), Math.min(0, ...scores)];
  return (score) => (best > base ? (score - base) / (best - base) : 0);
}

function partsOf({ limit, rules, passages, history, question }: PromptBudget) {
  const used = [
    { name: 'Rules', tokens: rules },
    { name: 'Passages', tokens: passages },
    { name: 'Conversation', tokens: history },
    { name: 'Question', tokens: question },
  ];
  const free = Math.max(0, limit - used.reduce((sum, { tokens }) => sum + tokens, 0));
  return [...used, { name: 'Free', tokens: free }];
}

function leftOut({ passagesLeftOut, messagesLeftOut }: PromptBudget): string {
  const left = [
    ...(passagesLeftOut > 0 ? [count(passagesLeftOut, 'passage')] : []),
    ...(messagesLeftOut > 0 ? [count(messagesLeftOut, 'earlier message')] : []),
  ];
  return left.length === 0 ? 'Everything found had room.' : `No room for ${left.join(' and ')}.`;
}

function duration(milliseconds: number): string {
  return milliseconds < 1_000
    ? `${Math.max(1, Math.round(milliseconds))} ms`
    : `${(milliseconds / 1_000).toFixed(1)} s`;
}
