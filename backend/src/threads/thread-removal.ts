import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Pool } from 'pg';
import { AccountDeletion } from '../auth/account-deletion.js';
import { Hints } from '../live/hints.js';
import { DeletedThreads } from './deleted-threads.js';
import { ASK_TO_STOP_ALL, HIDE_ALL } from './thread-statements.js';

const LOOK_MS = 100;
/** An instance that lives has stopped its turns by then; turns of one that died end with their rows. */
const STOPPED_WITHIN_MS = 5_000;

/** Removes the threads of an account that is deleted: its running answers are stopped first. */
@Injectable()
export class ThreadRemoval implements OnModuleInit {
  constructor(
    private readonly deletion: AccountDeletion,
    private readonly pool: Pool,
    private readonly hints: Hints,
    private readonly deleted: DeletedThreads,
  ) {}

  onModuleInit(): void {
    this.deletion.register((userId) => this.remove(userId));
  }

  async remove(userId: string): Promise<void> {
    await this.pool.query(HIDE_ALL, [userId]);
    await this.#stopTurns(userId);
    await this.deleted.sweep();
  }

  async #stopTurns(userId: string): Promise<void> {
    const until = performance.now() + STOPPED_WITHIN_MS;
    for (;;) {
      const { rows } = await this.pool.query<{ id: string }>(ASK_TO_STOP_ALL, [userId]);
      if (!rows.length || performance.now() > until) return;
      for (const { id } of rows) this.hints.stop(id);
      await pause(LOOK_MS);
    }
  }
}
