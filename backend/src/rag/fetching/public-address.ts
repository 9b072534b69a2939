import ipaddr from 'ipaddr.js';

/** Azure answers here about the machine itself; by its range it is an address like any other. */
const AZURE_HOST = '168.63.129.16';
/** All that was ever given to anyone; what is outside means nothing, or something local. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** How networks without IPv4 write the addresses of IPv4. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
const IPV4_BYTES = 4;

/** Whether an address, as text, belongs to a machine that everyone can reach. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text); // an IPv4-mapped address becomes the one of IPv4
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast' && address.toString() !== AZURE_HOST;
  if (address.match(NAT64)) return isPublicAddress(address.toByteArray().slice(-IPV4_BYTES).join('.'));
  return address.match(GLOBAL_IPV6) && address.range() === 'unicast';
}
