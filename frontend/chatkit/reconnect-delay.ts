import { InjectionToken } from '@angular/core';
import { backOff, type ReconnectDelay } from './follow-turn';

/** How long to wait between reconnections. */
export const RECONNECT_DELAY = new InjectionToken<ReconnectDelay>('RECONNECT_DELAY', { factory: () => backOff });
