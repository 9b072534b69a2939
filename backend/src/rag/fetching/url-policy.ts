import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { refused } from './fetch-problems.js';
import { isPublicAddress } from './public-address.js';

const DEFAULT_PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 };
const USUAL_PORTS = [80, 443, 8080, 8443];
/** A longer one could not be kept. */
const LONGEST_URL = 2_000;

interface NamedHost {
  host: string;
  port: number | null;
}

/** Which URLs may be fetched, and from which addresses: public ones, and those that the administrator named. */
export class UrlPolicy {
  readonly #named: NamedHost[] = [];
  readonly #ranges: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];

  /** `privateHosts`: as in `FETCH_PRIVATE_HOSTS`, hosts with a port or without and ranges of addresses. Throws on others. */
  constructor(
    privateHosts: readonly string[] = [],
    private readonly ports: readonly number[] = USUAL_PORTS,
  ) {
    for (const entry of privateHosts) {
      if (entry.includes('/')) this.#ranges.push(ipaddr.parseCIDR(entry));
      else if (isIP(entry) !== 0) this.#ranges.push(rangeOf(entry));
      else this.#named.push({ host: hostOf(new URL(`http://${entry}`)), port: portIn(entry) });
    }
  }

  /** Reads a URL, or one that a page leads to. Throws 422 when it may not be fetched. */
  read(given: string, base?: URL): URL {
    const url = URL.parse(given, base?.href);
    if (!url) throw refused('This is not the address of a page.');
    url.hash = '';
    if (!(url.protocol in DEFAULT_PORTS)) throw refused('Only http and https addresses are fetched.');
    if (url.username !== '' || url.password !== '')
      throw refused('An address with a user name or password is not fetched.');
    if (url.href.length > LONGEST_URL) throw refused('The address is too long.');
    if (!this.ports.includes(portOf(url)) && !this.#isNamed(url))
      throw refused('Pages are fetched from the ports 80, 443, 8080 and 8443 only.');
    // A connection to a literal address looks nothing up, so it is judged here.
    const host = hostOf(url);
    if (isIP(host) !== 0) this.check(url, host);
    return url;
  }

  /** Throws 422 when a URL leads to an address, as text, that nothing may be fetched from. */
  check(url: URL, address: string | undefined): void {
    if (address !== undefined && (isPublicAddress(address) || this.#isInRange(address) || this.#isNamed(url))) return;
    throw refused('This address is not public, and pages of private networks are not fetched.');
  }

  #isNamed(url: URL): boolean {
    const host = hostOf(url);
    const port = portOf(url);
    return this.#named.some(
      (named) => named.host === host && (named.port === null ? this.ports.includes(port) : named.port === port),
    );
  }

  #isInRange(text: string): boolean {
    const address = ipaddr.process(text);
    return this.#ranges.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits));
  }
}

function rangeOf(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const address = ipaddr.parse(text);
  return [address, 8 * address.toByteArray().length];
}

/** The host without the brackets of IPv6 and the dot of the root. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? (DEFAULT_PORTS[protocol] ?? 0) : Number(port);
}

function portIn(entry: string): number | null {
  const port = /:(\d+)$/.exec(entry.replace(/^\[.*\]/, ''))?.[1];
  return port === undefined ? null : Number(port);
}
