import { Component, computed, output, signal } from '@angular/core';
import { ErrorNotice, controlStyles, toChatProblem, type ChatProblem } from '@chatkit/angular';
import type { Citation, SearchResult } from '@chatkit/contract';
import { LucideSearch } from '@lucide/angular';
import { searchKnowledge } from './document-requests';

/** Shows what a question finds, and how: the passages, their scores, and whether a chat would answer. */
@Component({
  selector: 'app-search-playground',
  imports: [ErrorNotice, LucideSearch],
  templateUrl: './search-playground.html',
  styles: [controlStyles],
  styleUrl: './search-playground.css',
})
export class SearchPlayground {
  /** A passage is to be shown in its document. */
  readonly opened = output<Citation>();

  protected readonly query = signal('');
  protected readonly busy = signal(false);
  protected readonly result = signal<SearchResult | null>(null);
  protected readonly problem = signal<ChatProblem | null>(null);
  /** The passages, each with the share of the best score and its place in each search. */
  protected readonly passages = computed(() => {
    const found = this.result()?.data ?? [];
    const scores = found.map(({ score }) => score);
    const [best, base] = [Math.max(0, ...scores), Math.min(0, ...scores)];
    return found.map((passage) => ({
      passage,
      share: best > base ? (passage.score - base) / (best - base) : 0,
      places: [
        { name: 'by words', place: passage.legs.lexical },
        { name: 'by meaning', place: passage.legs.vector },
      ].flatMap(({ name, place }) => (place === null ? [] : [`${name} no. ${place.rank} (${place.score.toFixed(2)})`])),
    }));
  });

  protected async search(event: Event): Promise<void> {
    event.preventDefault();
    const query = this.query().trim();
    if (query === '' || this.busy()) {
      return;
    }
    this.busy.set(true);
    this.problem.set(null);
    try {
      this.result.set(await searchKnowledge(query));
    } catch (error) {
      this.problem.set(toChatProblem(error));
    } finally {
      this.busy.set(false);
    }
  }

  protected percent(share: number): string {
    return `${Math.round(share * 100)}%`;
  }
}
