/**
 * Does the work while no other tab holds the lock of this name: waits for it until the signal, or with `ifAvailable` gives
 * up at once. A browser without locks, as on a plain http page, does the work in each tab.
 */
export async function holdLock(name: string, options: LockOptions, work: () => Promise<void>): Promise<void> {
  // absent on pages that are not secure, whatever its type says
  const locks = navigator.locks as LockManager | undefined;
  if (locks === undefined) {
    return work();
  }
  try {
    await locks.request(name, options, (lock) => (lock === null ? undefined : work()));
  } catch (error) {
    if (options.signal?.aborted !== true) {
      throw error;
    }
  }
}
