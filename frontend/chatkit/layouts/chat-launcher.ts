import {
  Component,
  type ElementRef,
  Injector,
  afterNextRender,
  computed,
  inject,
  input,
  model,
  output,
  viewChild,
} from '@angular/core';
import { LucideMessageCircle, LucideX } from '@lucide/angular';
import { injectTexts } from '@chatkit/angular/languages';
import { controlStyles } from '../parts/control-styles';
import { ChatPage } from './chat-page';

/** The chat floating over a page: a round button, and the same chat in a small panel. */
@Component({
  selector: 'ck-chat-launcher',
  imports: [ChatPage, LucideMessageCircle, LucideX],
  templateUrl: './chat-launcher.html',
  styles: [controlStyles],
  styleUrls: ['./launcher-button.css', './chat-launcher.css'],
})
export class ChatLauncher {
  protected readonly texts = injectTexts();
  readonly label = input<string>();
  readonly greeting = input<string>();
  /** Whether the panel is shown. */
  readonly open = model(false);
  /** The session has ended: somebody must sign in again. */
  readonly signInRequested = output<void>();

  protected readonly name = computed(() => this.label() ?? this.texts().launcher.label);
  readonly #injector = inject(Injector);
  private readonly page = viewChild(ChatPage);
  private readonly launcher = viewChild.required<ElementRef<HTMLButtonElement>>('launcher');

  /** Opens the panel with the cursor in its composer. */
  show(): void {
    this.open.set(true);
    afterNextRender(() => this.page()?.focusComposer(), { injector: this.#injector });
  }

  /** Closes the panel and goes back to the button. The chat goes on. */
  hide(): void {
    this.open.set(false);
    afterNextRender(() => this.launcher().nativeElement.focus(), { injector: this.#injector });
  }
}
