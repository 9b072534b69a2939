import { Component, type ElementRef, afterRenderEffect, computed, input, signal, viewChild } from '@angular/core';
import { Composer, ErrorNotice, MessageView, StartScreen } from '@chatkit/angular';
import { answer, asked, citations, question, richAnswer } from '../samples';
import { themeTokens } from '../theme-tokens';

/** Every property of the theme with its default, a control that changes it, and parts that show the change. */
@Component({
  selector: 'app-theme-page',
  imports: [Composer, ErrorNotice, MessageView, StartScreen],
  templateUrl: './theme-page.html',
  styleUrl: './theme-page.css',
})
export class ThemePage {
  /** What the colours depend on besides the properties; another value each time it changes. */
  readonly surroundings = input('');
  protected readonly tokens = themeTokens;
  protected readonly changes = signal<ReadonlyMap<string, string>>(new Map());
  protected readonly css = computed(() => {
    const lines = [...this.changes()].map(([name, value]) => `  ${name}: ${value};\n`);
    return `chat-kit, .around-the-chat {\n${lines.join('')}}`;
  });
  protected readonly question = asked({});
  protected readonly answer = answer({ content: richAnswer, citations });
  protected readonly overview = { documents: 12, starterQuestions: [question] };
  /** The colours as they are shown, as `#rrggbb` by the name of their property. */
  protected readonly shown = signal<ReadonlyMap<string, string>>(new Map());
  private readonly preview = viewChild.required<ElementRef<HTMLElement>>('preview');

  constructor() {
    afterRenderEffect(() => {
      this.surroundings();
      const { style } = this.preview().nativeElement;
      for (const { name } of themeTokens) {
        style.removeProperty(name);
      }
      this.changes().forEach((value, name) => style.setProperty(name, value));
      const colours = themeTokens.filter(({ isColour }) => isColour);
      this.shown.set(new Map(colours.map(({ name }) => [name, hexOf(name, this.preview().nativeElement)])));
    });
  }

  protected change(name: string, value: string): void {
    const changes = new Map(this.changes());
    if (value.trim() === '') {
      changes.delete(name);
    } else {
      changes.set(name, value.trim());
    }
    this.changes.set(changes);
  }
}

/** A colour of any notation, where it is used, as a field for colours takes it. */
function hexOf(name: string, place: HTMLElement): string {
  const probe = place.appendChild(document.createElement('i'));
  probe.style.color = `var(${name})`;
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (context !== null) {
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
  }
  probe.remove();
  const [red = 0, green = 0, blue = 0] = context?.getImageData(0, 0, 1, 1).data ?? [];
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
