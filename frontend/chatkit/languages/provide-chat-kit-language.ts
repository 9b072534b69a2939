import { inject, provideAppInitializer, type EnvironmentProviders } from '@angular/core';
import { Language } from './language';
import type { LanguageCode } from './language-code';

/** Begins in this language, so that English never shows first; where it cannot be loaded, English stays. */
export function provideChatKitLanguage(first: () => LanguageCode): EnvironmentProviders {
  return provideAppInitializer(async () => {
    await inject(Language).choose(first());
  });
}
