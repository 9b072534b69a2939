import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import type { UrlPolicy } from './url-policy.js';

/** Asks for all addresses of a host, as `dns.lookup` does. */
export type Resolve = (
  host: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Connections for one URL. The answer of the name service that is judged is the one that is connected to, so it cannot change
 * between; and whom a socket is connected to in the end is judged again. Close it when the answer was read.
 */
export function guardedAgent(url: URL, policy: UrlPolicy, resolve: Resolve = lookup): Agent {
  const judgedLookup: LookupFunction = (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '');
      const fault = judge(() => addresses.forEach(({ address }) => policy.check(url, address)));
      const [first] = addresses;
      if (fault || !first) return done(fault ?? new Error('The host has no address.'), '');
      if (options.all) return done(null, addresses);
      return done(null, first.address, first.family);
    });
  };
  const connect = buildConnector({ lookup: judgedLookup, timeout: CONNECT_TIMEOUT_MS, allowH2: false });
  return new Agent({
    connect: (options, done) =>
      connect(options, (error, socket) => {
        if (error) return done(error, null);
        const fault = judge(() => policy.check(url, socket.remoteAddress));
        if (!fault) return done(null, socket);
        socket.destroy();
        return done(fault, null);
      }),
  });
}

function judge(check: () => void): Error | null {
  try {
    check();
    return null;
  } catch (error) {
    return error as Error;
  }
}
