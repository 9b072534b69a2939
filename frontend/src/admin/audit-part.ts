import { Component } from '@angular/core';
import { ErrorNotice, injectWording } from '@chatkit/angular';
import type { AuditEntry } from '@chatkit/contract';
import { injectPortalTexts } from '../language/portal-catalogue';
import { PagedList } from './paged-list';

/** Who did what to whom, the newest first. */
@Component({
  selector: 'app-audit-part',
  imports: [ErrorNotice],
  template: `
    @let words = texts().administration;
    <p>{{ words.auditMeans }}</p>
    @if (log.problem(); as problem) {
      <ck-error-notice [code]="problem.code" [action]="words.tryAgain" (chosen)="log.load()" />
    }
    @if (log.items(); as entries) {
      <ul class="list" [attr.aria-label]="words.audit">
        @for (entry of entries; track entry.id) {
          <li>
            <div class="text">
              <strong>{{ words.acts[entry.act](nameOf(entry.actor ?? entry.subject), nameOf(entry.subject)) }}</strong>
              <p>
                <span>{{ wording().minute(entry.at) }}</span>
                @if (entry.address !== null) {
                  <span>{{ words.fromAddress(entry.address) }}</span>
                }
                @if (entry.requestId !== null) {
                  <span>{{ words.request(entry.requestId) }}</span>
                }
              </p>
            </div>
          </li>
        }
      </ul>
      @if (log.hasMore()) {
        <button type="button" class="button more" (click)="log.loadMore()">{{ words.more }}</button>
      }
    } @else if (log.problem() === null) {
      <div class="skeleton" aria-hidden="true"><span></span><span></span></div>
    }
  `,
  styleUrl: './part.css',
})
export class AuditPart {
  protected readonly texts = injectPortalTexts();
  protected readonly wording = injectWording();
  protected readonly log = new PagedList<AuditEntry>('/api/admin/audit');

  constructor() {
    void this.log.load();
  }

  protected nameOf(person: AuditEntry['actor']): string {
    const words = this.texts().administration;
    return person === null ? words.nobody : (person.name ?? words.deletedAccount(person.id.slice(0, 8)));
  }
}
