import { Component, effect, inject, input, output, signal, untracked } from '@angular/core';
import { FormField, form, maxLength, pattern, required, submit } from '@angular/forms/signals';
import { ErrorNotice, injectTexts, toChatProblem, type ChatProblem } from '@chatkit/angular';
import type { Visibility } from '@chatkit/contract';
import { LucideUpload } from '@lucide/angular';
import { injectPortalTexts } from '../language/portal-catalogue';
import type { Place } from './document-requests';
import { KnowledgeStore } from './knowledge-store';

interface DocumentDraft {
  readonly title: string;
  readonly text: string;
  readonly visibility: Visibility;
  readonly collection: string;
}

/** A file on its way. */
interface FileRow {
  readonly file: File;
  readonly state: 'waiting' | 'sending' | 'added' | 'refused';
  /** Why it was refused; null where it was not. */
  readonly problem: ChatProblem | null;
}

const longestTitle = 300;
const longestCollection = 64;

/** Adds documents: files, web pages, or pasted text. */
@Component({
  selector: 'app-document-form',
  imports: [ErrorNotice, FormField, LucideUpload],
  templateUrl: './document-form.html',
  styleUrl: './document-form.css',
})
export class DocumentForm {
  /** Files to add at once. */
  readonly dropped = input<readonly File[]>([]);
  /** Documents were added, or the form was left. */
  readonly finished = output<void>();

  protected readonly texts = injectPortalTexts();
  readonly #problems = injectTexts();
  readonly #store = inject(KnowledgeStore);
  #sending = false;

  protected readonly problem = signal<ChatProblem | null>(null);
  protected readonly rows = signal<readonly FileRow[]>([]);
  protected readonly busy = signal(false);
  protected readonly page = signal({ url: '' });
  protected readonly pageFields = form(this.page, (path) => {
    required(path.url, { message: () => this.texts().knowledge.adding.addressMissing });
    pattern(path.url, /^\s*https?:\/\/\S+\s*$/i, { message: () => this.texts().knowledge.adding.addressWrong });
  });
  protected readonly model = signal<DocumentDraft>({ title: '', text: '', visibility: 'private', collection: '' });
  protected readonly fields = form(this.model, (path) => {
    required(path.title, { message: () => this.texts().knowledge.adding.titleMissing });
    maxLength(path.title, longestTitle, {
      message: () => this.texts().knowledge.adding.titleTooLong(longestTitle),
    });
    maxLength(path.collection, longestCollection);
    required(path.text, { message: () => this.texts().knowledge.adding.textMissing });
  });

  constructor() {
    effect(() => {
      const files = this.dropped();
      untracked(() => void this.addFiles(files));
    });
  }

  protected async addText(event: Event): Promise<void> {
    event.preventDefault();
    await submit(this.fields, async () => {
      const document = { ...this.model(), ...this.#place(), mediaType: 'text/markdown' as const };
      await this.#add(() => this.#store.add(document));
      return undefined;
    });
  }

  protected async addPage(event: Event): Promise<void> {
    event.preventDefault();
    await submit(this.pageFields, async () => {
      await this.#add(() => this.#store.addPage(this.page().url, this.#place()));
      return undefined;
    });
  }

  protected async choose(chooser: HTMLInputElement): Promise<void> {
    const files = [...(chooser.files ?? [])];
    chooser.value = '';
    await this.addFiles(files);
  }

  /** One after the other, those that come meanwhile last; what is refused keeps none of the others back. */
  protected async addFiles(files: readonly File[]): Promise<void> {
    if (files.length === 0) {
      return;
    }
    const added = files.map((file): FileRow => ({ file, state: 'waiting', problem: null }));
    this.rows.update((rows) => (this.#sending ? [...rows, ...added] : added));
    if (this.#sending) {
      return;
    }
    this.#sending = true;
    this.busy.set(true);
    for (let next = this.#waiting(); next !== undefined; next = this.#waiting()) {
      await this.#send(next);
    }
    this.#sending = false;
    this.busy.set(false);
    if (this.rows().every(({ state }) => state === 'added')) {
      this.finished.emit();
    }
  }

  protected reasonOf({ problem }: FileRow): string {
    if (problem?.reason) {
      return this.texts().knowledge.adding.unreadable[problem.reason];
    }
    const { title, advice } = this.#problems().problems[problem?.code ?? 'internal'];
    return `${title}. ${advice}`;
  }

  #place(): Place {
    const { visibility, collection } = this.model();
    return { visibility, collection: collection.trim() || null };
  }

  #waiting(): File | undefined {
    return this.rows().find(({ state }) => state === 'waiting')?.file;
  }

  async #send(file: File): Promise<void> {
    this.#update(file, { state: 'sending' });
    try {
      await this.#store.addFile(file, this.#place());
      this.#update(file, { state: 'added' });
    } catch (error) {
      this.#update(file, { state: 'refused', problem: toChatProblem(error) });
    }
  }

  #update(file: File, change: Partial<FileRow>): void {
    this.rows.update((rows) => rows.map((row) => (row.file === file ? { ...row, ...change } : row)));
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
