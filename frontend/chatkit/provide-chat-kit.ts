import { makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import { provideLucideConfig } from '@lucide/angular';
import { provideAnswerMarkdown } from './markdown/provide-answer-markdown';
import { provideHeadlessChatKit, type ChatKitOptions } from './provide-headless-chat-kit';

/** Provides one `ChatKit`, and what the parts and layouts need: Markdown by our policy, and the size of the icons. */
export function provideChatKit(options: ChatKitOptions = {}): EnvironmentProviders {
  return makeEnvironmentProviders([
    provideHeadlessChatKit(options),
    provideAnswerMarkdown(),
    provideLucideConfig({ size: 18, strokeWidth: 1.75 }),
  ]);
}
