import {
  Component,
  type ElementRef,
  afterNextRender,
  computed,
  input,
  linkedSignal,
  output,
  resource,
  viewChild,
} from '@angular/core';
import { SourceViewer, injectWording, toChatProblem } from '@chatkit/angular';
import type { Citation } from '@chatkit/contract';
import { injectPortalTexts } from '../language/portal-catalogue';
import { listVersions, readText } from './document-requests';

/** A document to show: from its beginning, or at a passage. */
export interface ShownDocument {
  readonly id: string;
  readonly title: string;
  readonly versionId: string;
  readonly passage: Citation | null;
}

/** A document's text, of the version that is found or of an earlier one. */
@Component({
  selector: 'app-document-dialog',
  imports: [SourceViewer],
  templateUrl: './document-dialog.html',
  styleUrl: './document-dialog.css',
})
export class DocumentDialog {
  protected readonly texts = injectPortalTexts();
  protected readonly wording = injectWording();
  readonly shown = input.required<ShownDocument>();
  readonly closed = output<void>();

  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  protected readonly versionId = linkedSignal(() => this.shown().versionId);
  /** Places in a text are those of one version. */
  protected readonly passage = computed(() => {
    const { passage, versionId } = this.shown();
    return versionId === this.versionId() ? passage : null;
  });
  protected readonly text = resource({
    params: () => ({ id: this.shown().id, versionId: this.versionId() }),
    loader: ({ params: { id, versionId } }) => readText(id, versionId),
  });
  protected readonly problem = computed(() => {
    const error = this.text.error();
    return error === undefined ? null : toChatProblem(error);
  });
  /** None where they cannot be read: the text is shown without them. */
  readonly #versions = resource({
    params: () => this.shown().id,
    loader: ({ params: id }) => listVersions(id),
  });
  protected readonly versions = computed(() => (this.#versions.hasValue() ? this.#versions.value() : []));
  protected readonly current = computed(() => this.versions().find(({ current }) => current));
  protected readonly chosen = computed(() => this.versions().find(({ id }) => id === this.versionId()));

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }
}
