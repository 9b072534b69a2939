import { Component, signal } from '@angular/core';
import { injectPortalTexts } from '../language/portal-catalogue';
import { AccountsPart } from './accounts-part';
import { AuditPart } from './audit-part';
import { OverviewPart } from './overview-part';
import { SettingsPart } from './settings-part';

const parts = ['overview', 'accounts', 'settings', 'audit'] as const;

/** For administrators: accounts, what is stored and used, the settings in force, and the audit log. */
@Component({
  selector: 'app-admin-page',
  imports: [AccountsPart, AuditPart, OverviewPart, SettingsPart],
  template: `
    @let words = texts().administration;
    <main>
      <div class="column">
        <div>
          <h1>{{ texts().pages.administration }}</h1>
          <p>{{ words.purpose }}</p>
        </div>
        <div class="parts" role="group" [attr.aria-label]="words.parts">
          @for (one of parts; track one) {
            <button type="button" [attr.aria-pressed]="part() === one" (click)="part.set(one)">{{ words[one] }}</button>
          }
        </div>
        @switch (part()) {
          @case ('overview') {
            <app-overview-part />
          }
          @case ('accounts') {
            <app-accounts-part />
          }
          @case ('settings') {
            <app-settings-part />
          }
          @case ('audit') {
            <app-audit-part />
          }
        }
      </div>
    </main>
  `,
  styleUrls: ['../shell/page.css', './admin-page.css'],
})
export class AdminPage {
  protected readonly texts = injectPortalTexts();
  protected readonly parts = parts;
  protected readonly part = signal<(typeof parts)[number]>('overview');
}
