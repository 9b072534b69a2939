import { Component, computed, inject, output, signal } from '@angular/core';
import { FormField, form, maxLength, pattern, required, submit } from '@angular/forms/signals';
import { ErrorNotice, toChatProblem, wordProblem, type ChatProblem } from '@chatkit/angular';
import type { Visibility } from '@chatkit/contract';
import { LucideUpload } from '@lucide/angular';
import { KnowledgeStore } from './knowledge-store';

interface DocumentDraft {
  readonly title: string;
  readonly text: string;
  readonly visibility: Visibility;
}

/** A file that was not added, and why. */
interface RefusedFile {
  readonly name: string;
  readonly title: string;
  readonly reason: string;
}

/** Of these the server knows more than the code says. */
const detailed = new Set<string>(['unreadable_file', 'url_refused', 'url_unreachable']);

/** Adds documents: files, web pages, or pasted text. */
@Component({
  selector: 'app-document-form',
  imports: [ErrorNotice, FormField, LucideUpload],
  templateUrl: './document-form.html',
  styleUrl: './document-form.css',
})
export class DocumentForm {
  /** Documents were added, or the form was left. */
  readonly finished = output<void>();

  readonly #store = inject(KnowledgeStore);

  protected readonly problem = signal<ChatProblem | null>(null);
  protected readonly refused = signal<readonly RefusedFile[]>([]);
  protected readonly busy = signal(false);
  protected readonly reason = computed(() => reasonOf(this.problem()));
  protected readonly page = signal({ url: '' });
  protected readonly pageFields = form(this.page, (path) => {
    required(path.url, { message: 'Enter the address of a page.' });
    pattern(path.url, /^\s*https?:\/\/\S+\s*$/i, { message: 'Begin with https:// or http://.' });
  });
  protected readonly model = signal<DocumentDraft>({ title: '', text: '', visibility: 'private' });
  protected readonly fields = form(this.model, (path) => {
    required(path.title, { message: 'Give the document a title.' });
    maxLength(path.title, 300, { message: 'Use at most 300 characters.' });
    required(path.text, { message: 'Paste the text of the document.' });
  });

  protected async addText(event: Event): Promise<void> {
    event.preventDefault();
    await submit(this.fields, async () => {
      await this.#add(() => this.#store.add({ ...this.model(), mediaType: 'text/markdown' }));
      return undefined;
    });
  }

  protected async addPage(event: Event): Promise<void> {
    event.preventDefault();
    await submit(this.pageFields, async () => {
      await this.#add(() => this.#store.addPage(this.page().url, this.model().visibility));
      return undefined;
    });
  }

  /** One after the other; what is refused keeps none of the others back. */
  protected async addFiles(chooser: HTMLInputElement): Promise<void> {
    const files = [...(chooser.files ?? [])];
    const { visibility } = this.model();
    this.refused.set([]);
    this.busy.set(true);
    for (const file of files) {
      try {
        await this.#store.addFile(file, visibility);
      } catch (error) {
        const problem = toChatProblem(error);
        const { title, advice } = wordProblem(problem.code);
        const reason = reasonOf(problem) ?? advice;
        this.refused.update((refused) => [...refused, { name: file.name, title, reason }]);
      }
    }
    chooser.value = '';
    this.busy.set(false);
    if (files.length > 0 && this.refused().length === 0) {
      this.finished.emit();
    }
  }

  async #add(work: () => Promise<void>): Promise<void> {
    this.problem.set(null);
    this.busy.set(true);
    try {
      await work();
      this.finished.emit();
    } catch (error) {
      // shown in the form, which keeps what was entered
      this.problem.set(toChatProblem(error));
    } finally {
      this.busy.set(false);
    }
  }
}

function reasonOf(problem: ChatProblem | null): string | null {
  return problem !== null && detailed.has(problem.code) ? problem.detail : null;
}
