import { ComponentHarness } from '@angular/cdk/testing';
import { MessageHarness, type MessageHarnessFilters } from './message-harness';

/** The messages of a thread. */
export class MessageListHarness extends ComponentHarness {
  static readonly hostSelector = 'ck-message-list';

  readonly #older = this.locatorForOptional('.older');
  readonly #jump = this.locatorForOptional('.jump');

  /** From the oldest to the newest. */
  async messages(filters: MessageHarnessFilters = {}): Promise<MessageHarness[]> {
    return this.locatorForAll(MessageHarness.with(filters))();
  }

  /** Whether there are older messages to be read. */
  async hasOlder(): Promise<boolean> {
    return (await this.#older()) !== null;
  }

  async showOlder(): Promise<void> {
    await (await this.#older())?.click();
  }

  /** Whether what arrives at the end is followed. */
  async isFollowing(): Promise<boolean> {
    return (await this.#jump()) === null;
  }

  async jumpToLatest(): Promise<void> {
    await (await this.#jump())?.click();
  }
}
