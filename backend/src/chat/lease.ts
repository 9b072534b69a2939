/** How long an instance may be silent, by the database's clock, before another takes over its turns. */
export const LEASE_MS = 10_000;

/** How long after it last asked for its leases an instance may still speak for its turns, by its own clock. */
export const SPEAK_MS = LEASE_MS - 2_000;
