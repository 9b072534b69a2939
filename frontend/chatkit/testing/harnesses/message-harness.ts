import { type BaseHarnessFilters, ComponentHarness, HarnessPredicate } from '@angular/cdk/testing';
import type { ChatMessage, ChatMessageStatus } from '@chatkit/angular';
import { ErrorNoticeHarness } from './error-notice-harness';
import { SourceListHarness } from './source-list-harness';

/** Which messages are meant. */
export interface MessageHarnessFilters extends BaseHarnessFilters {
  readonly role?: ChatMessage['role'];
  readonly state?: ChatMessageStatus;
}

/** A question or an answer. */
export class MessageHarness extends ComponentHarness {
  static readonly hostSelector = 'ck-message';

  /** Messages of a role or in a state. */
  static with(filters: MessageHarnessFilters = {}): HarnessPredicate<MessageHarness> {
    return new HarnessPredicate(MessageHarness, filters)
      .addOption('role', filters.role, async (message, role) => (await message.role()) === role)
      .addOption('state', filters.state, async (message, state) => (await message.state()) === state);
  }

  readonly #words = this.locatorForOptional('ck-markdown', '.bubble');
  readonly #edit = this.locatorForOptional('.edit');

  async role(): Promise<ChatMessage['role']> {
    return (await (await this.host()).getAttribute('data-role')) as ChatMessage['role'];
  }

  async state(): Promise<ChatMessageStatus> {
    return (await (await this.host()).getAttribute('data-state')) as ChatMessageStatus;
  }

  /** As it is read; empty while an answer has no words yet. */
  async text(): Promise<string> {
    return (await (await this.#words())?.text()) ?? '';
  }

  /** What went wrong with an answer; null where nothing did. */
  readonly problem = this.locatorForOptional(ErrorNoticeHarness);

  /** What an answer is based on; null where there is nothing. */
  readonly sources = this.locatorForOptional(SourceListHarness);

  /** Begins to write a question anew. */
  async startEditing(): Promise<void> {
    await (await this.#edit())?.click();
  }
}
