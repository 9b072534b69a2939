import { Component, resource } from '@angular/core';
import { ErrorNotice, fetchJson, toChatProblem } from '@chatkit/angular';
import type { AdministrationOverview } from '@chatkit/contract';
import { injectPortalTexts } from '../language/portal-catalogue';

/** How much is stored and used, of everybody together. */
@Component({
  selector: 'app-overview-part',
  imports: [ErrorNotice],
  template: `
    @let words = texts().administration;
    @if (overview.error(); as error) {
      <ck-error-notice [code]="codeOf(error)" [action]="words.tryAgain" (chosen)="overview.reload()" />
    }
    @if (overview.hasValue()) {
      @let now = overview.value();
      <dl>
        <div>
          <dt>{{ words.accounts }}</dt>
          <dd>{{ words.numberOf.accounts(now.users.total) }}</dd>
          <dd>{{ words.numberOf.administrators(now.users.administrators) }}</dd>
          <dd>{{ words.numberOf.suspended(now.users.suspended) }}</dd>
        </div>
        <div>
          <dt>{{ words.today }}</dt>
          <dd>{{ words.used(now.usage.today.turns, now.usage.today.tokens) }}</dd>
        </div>
        <div>
          <dt>{{ words.last30Days }}</dt>
          <dd>{{ words.used(now.usage.last30Days.turns, now.usage.last30Days.tokens) }}</dd>
        </div>
      </dl>
      <h2>{{ words.documents }}</h2>
      <ul class="list">
        @for (kind of now.documents; track kind.visibility + kind.status) {
          <li>
            <span class="text">
              <strong>{{
                kind.visibility === 'shared'
                  ? words.numberOf.sharedDocuments(kind.documents)
                  : words.numberOf.privateDocuments(kind.documents)
              }}</strong>
              <span class="badge">{{ texts().knowledge.status[kind.status] }}</span>
            </span>
            <span class="size">{{ words.numberOf.characters(kind.characters) }}</span>
          </li>
        } @empty {
          <li>{{ words.noDocuments }}</li>
        }
      </ul>
    } @else if (overview.isLoading()) {
      <div class="skeleton" aria-hidden="true"><span></span><span></span></div>
    }
  `,
  styleUrls: ['./part.css', './overview-part.css'],
})
export class OverviewPart {
  protected readonly texts = injectPortalTexts();
  protected readonly overview = resource({ loader: () => fetchJson<AdministrationOverview>('/api/admin/overview') });

  protected codeOf(error: Error) {
    return toChatProblem(error).code;
  }
}
