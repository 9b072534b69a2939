import { Component, resource } from '@angular/core';
import { ErrorNotice, fetchJson, toChatProblem } from '@chatkit/angular';
import type { SettingsInForce } from '@chatkit/contract';
import { injectPortalTexts } from '../language/portal-catalogue';

/** Every setting with its value, but for secrets. */
@Component({
  selector: 'app-settings-part',
  imports: [ErrorNotice],
  template: `
    @let words = texts().administration;
    <p>{{ words.settingsMean }}</p>
    @if (settings.error(); as error) {
      <ck-error-notice [code]="codeOf(error)" [action]="words.tryAgain" (chosen)="settings.reload()" />
    }
    @if (settings.hasValue()) {
      <ul class="list">
        @for (setting of settings.value().data; track setting.name) {
          <li>
            <span class="name">
              <code dir="ltr">{{ setting.name }}</code>
              @if (!setting.isDefault) {
                <span class="badge">{{ words.changed }}</span>
              }
            </span>
            @if (setting.value !== null) {
              <code class="value" dir="ltr">{{ setting.value }}</code>
            } @else {
              <span class="value absent">{{ setting.isSet ? words.secretIsSet : words.notSet }}</span>
            }
          </li>
        }
      </ul>
    } @else if (settings.isLoading()) {
      <div class="skeleton" aria-hidden="true"><span></span><span></span></div>
    }
  `,
  styleUrls: ['./part.css', './settings-part.css'],
})
export class SettingsPart {
  protected readonly texts = injectPortalTexts();
  protected readonly settings = resource({ loader: () => fetchJson<SettingsInForce>('/api/admin/settings') });

  protected codeOf(error: Error) {
    return toChatProblem(error).code;
  }
}
