import { makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import { provideLucideConfig } from '@lucide/angular';
import { provideAnswerMarkdown } from './markdown/provide-answer-markdown';

/** Provides what the parts and layouts need to render: Markdown by our policy, and the size of the icons. */
export function provideChatParts(): EnvironmentProviders {
  return makeEnvironmentProviders([provideAnswerMarkdown(), provideLucideConfig({ size: 18, strokeWidth: 1.75 })]);
}
