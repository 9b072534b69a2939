import { Component, ElementRef, computed, inject, input, output } from '@angular/core';
import type { AnswerTrace, PromptBudget } from '@chatkit/contract';
import { LucideListTree, LucideX } from '@lucide/angular';
import type { ChatProblem } from '../chat-problem';
import { Language, injectTexts } from '@chatkit/angular/languages';
import { controlStyles } from './control-styles';
import { ErrorNotice } from './error-notice';

const shownPassages = 8;

/** Why an answer is as it is: what was searched for and found, what the model was given, and how long it took. */
@Component({
  selector: 'ck-answer-trace',
  imports: [ErrorNotice, LucideListTree, LucideX],
  templateUrl: './answer-trace.html',
  styles: [controlStyles],
  styleUrl: './answer-trace.css',
  host: { role: 'region', '[attr.aria-label]': 'texts().trace.name' },
})
export class AnswerTraceView {
  protected readonly texts = injectTexts();
  /** Null until it is read. */
  readonly trace = input<AnswerTrace | null>(null);
  readonly problem = input<ChatProblem | null>(null);
  readonly closed = output<void>();
  readonly retried = output<void>();

  readonly #language = inject(Language);
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);

  /** The passages of the final ranking, each with its place in every search. */
  protected readonly passages = computed(() => {
    const retrieval = this.trace()?.retrieval;
    const words = this.texts().trace.places;
    const ranking = (retrieval?.reranked?.found ?? retrieval?.fused ?? []).slice(0, shownPassages);
    const share = shares(ranking);
    return ranking.map((passage) => ({
      ...passage,
      share: share(passage.score),
      places: this.#list(
        'unit',
        (retrieval?.legs ?? []).flatMap(({ name, rewritten, found }) => {
          const rank = found.find(({ chunkId }) => chunkId === passage.chunkId)?.rank;
          return rank === undefined ? [] : [words[name][rewritten === true ? 'rewritten' : 'asked'](rank)];
        }),
      ),
    }));
  });
  protected readonly confidence = computed(() => {
    const retrieval = this.trace()?.retrieval;
    if (retrieval === undefined) {
      return null;
    }
    const { confidence, leastConfidence, documents, reranked } = retrieval;
    const texts = this.texts().trace;
    const found = texts.found(documents);
    return {
      share: confidence,
      least: leastConfidence,
      found: reranked ? texts.rankedBy(found, reranked.model) : found,
    };
  });
  protected readonly budget = computed(() => {
    const prompt = this.trace()?.prompt;
    return prompt ? { ...prompt, parts: partsOf(prompt), left: this.#leftOut(prompt) } : null;
  });
  protected readonly steps = computed(() => {
    const milliseconds = this.trace()?.milliseconds;
    if (milliseconds === undefined) {
      return [];
    }
    const { history, retrieval, firstToken, whole } = milliseconds;
    return [
      { name: 'history' as const, milliseconds: history },
      { name: 'retrieval' as const, milliseconds: retrieval },
      ...(firstToken === null ? [] : [{ name: 'firstToken' as const, milliseconds: firstToken }]),
      { name: 'whole' as const, milliseconds: whole },
    ];
  });

  /** Puts the keyboard into the panel. */
  focus(): void {
    this.#element.nativeElement.querySelector<HTMLElement>('button')?.focus();
  }

  protected duration(milliseconds: number): string {
    const texts = this.texts().trace;
    return milliseconds < 1_000
      ? texts.milliseconds(Math.max(1, Math.round(milliseconds)))
      : texts.seconds(Math.round(milliseconds / 100) / 10);
  }

  #leftOut({ passagesLeftOut, messagesLeftOut }: PromptBudget): string {
    const texts = this.texts().trace;
    const left = [
      ...(passagesLeftOut > 0 ? [texts.passagesLeftOut(passagesLeftOut)] : []),
      ...(messagesLeftOut > 0 ? [texts.messagesLeftOut(messagesLeftOut)] : []),
    ];
    return left.length === 0 ? texts.roomForAll : texts.noRoom(this.#list('conjunction', left));
  }

  #list(type: Intl.ListFormatType, items: readonly string[]): string {
    return new Intl.ListFormat(this.#language.code(), { type, style: 'long' }).format(items);
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
    { name: 'rules' as const, tokens: rules },
    { name: 'passages' as const, tokens: passages },
    { name: 'history' as const, tokens: history },
    { name: 'question' as const, tokens: question },
  ];
  const free = Math.max(0, limit - used.reduce((sum, { tokens }) => sum + tokens, 0));
  return [...used, { name: 'free' as const, tokens: free }];
}
