import {
  provideBrowserGlobalErrorListeners,
  provideZonelessChangeDetection,
  type ApplicationConfig,
} from '@angular/core';
import { TitleStrategy, provideRouter, withComponentInputBinding } from '@angular/router';
import { provideCatalogue, provideChatKitLanguage } from '@chatkit/angular/languages';
import { rememberedLanguage } from './language/language-choice';
import { portalCatalogue } from './language/portal-catalogue';
import { routes } from './routes';
import { PortalTitle } from './shell/portal-title';

export const appConfig: ApplicationConfig = {
  providers: [
    provideZonelessChangeDetection(),
    provideBrowserGlobalErrorListeners(),
    provideCatalogue(portalCatalogue),
    provideChatKitLanguage(rememberedLanguage),
    provideRouter(routes, withComponentInputBinding()),
    { provide: TitleStrategy, useExisting: PortalTitle },
  ],
};
