import { Component, inject, output, signal } from '@angular/core';
import { FormField, form, maxLength, required, submit } from '@angular/forms/signals';
import { ErrorNotice, toChatProblem, type ChatProblem } from '@chatkit/angular';
import type { Visibility } from '@chatkit/contract';
import { LucideUpload } from '@lucide/angular';
import { KnowledgeStore } from './knowledge-store';
import { readDocumentFile } from './read-file';

interface DocumentDraft {
  readonly title: string;
  readonly text: string;
  readonly visibility: Visibility;
}

/** Adds documents: files that the browser reads, or pasted text. */
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
  protected readonly busy = signal(false);
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

  protected async addFiles(chooser: HTMLInputElement): Promise<void> {
    const files = [...(chooser.files ?? [])];
    if (files.length > 0) {
      const { visibility } = this.model();
      await this.#add(async () => {
        for (const file of files) {
          await this.#store.add({ ...(await readDocumentFile(file)), visibility });
        }
      });
      chooser.value = '';
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
