import { Component, computed, output, signal } from '@angular/core';
import { ErrorNotice, controlStyles, injectWording, toChatProblem, type ChatProblem } from '@chatkit/angular';
import type { Citation, SearchResult } from '@chatkit/contract';
import { LucideSearch } from '@lucide/angular';
import { injectPortalTexts } from '../language/portal-catalogue';
import { CollectionSelect } from './collection-select';
import { searchKnowledge } from './document-requests';

/** Shows what a question finds, and how: the passages, their scores, and whether a chat would answer. */
@Component({
  selector: 'app-search-playground',
  imports: [CollectionSelect, ErrorNotice, LucideSearch],
  templateUrl: './search-playground.html',
  styles: [controlStyles],
  styleUrl: './search-playground.css',
})
export class SearchPlayground {
  protected readonly texts = injectPortalTexts();
  readonly #wording = injectWording();
  /** A passage is to be shown in its document. */
  readonly opened = output<Citation>();

  protected readonly query = signal('');
  /** Empty for all documents. */
  protected readonly collection = signal('');
  protected readonly busy = signal(false);
  protected readonly result = signal<SearchResult | null>(null);
  protected readonly problem = signal<ChatProblem | null>(null);
  /** The passages, each with the share of the best score and its place in each search. */
  protected readonly passages = computed(() => {
    const found = this.result()?.data ?? [];
    const words = this.texts().knowledge.playground.places;
    const scores = found.map(({ score }) => score);
    const [best, base] = [Math.max(0, ...scores), Math.min(0, ...scores)];
    return found.map((passage) => ({
      passage,
      share: best > base ? (passage.score - base) / (best - base) : 0,
      places: this.#wording().list(
        (['lexical', 'vector'] as const).flatMap((leg) => {
          const place = passage.legs[leg];
          return place === null ? [] : [words[leg](place.rank, this.rounded(place.score))];
        }),
      ),
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
      this.result.set(await searchKnowledge(query, this.collection()));
    } catch (error) {
      this.problem.set(toChatProblem(error));
    } finally {
      this.busy.set(false);
    }
  }

  protected rounded(score: number): number {
    return Math.round(score * 100) / 100;
  }
}
