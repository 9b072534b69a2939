import { describe, expect, it } from '@jest/globals';
import { readEnv } from '../../env.js';
import { isPublicAddress } from './public-address.js';
import { UrlPolicy } from './url-policy.js';

const HOSTILE_ADDRESSES = [
  ...[
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '100.64.0.1',
    '100.127.255.254',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
  ],
  ...['169.254.170.2', '172.16.0.1', '172.31.255.255', '192.0.0.192', '192.0.2.1', '192.88.99.1', '192.168.0.1'],
  ...['198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.9', '224.0.0.1', '239.255.255.250', '240.0.0.1'],
  ...[
    '255.255.255.255',
    '168.63.129.16',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
  ],
  ...['::ffff:169.254.169.254', '::ffff:0:127.0.0.1', '::ffff:168.63.129.16', '64:ff9b::127.0.0.1', '64:ff9b::a00:1'],
  ...[
    '64:ff9b::168.63.129.16',
    '64:ff9b:1::8.8.8.8',
    '100::1',
    '2001::1',
    '2001:0:7f00:1::',
    '2001:2::1',
    '2001:10::1',
  ],
  ...[
    '2001:20::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2002:a00:1::1',
    '2002:808:808::1',
    '3fff::1',
    '4000::1',
    '5f00::1',
  ],
  ...[
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'not an address',
    ...['100.100.100.200', '192.0.0.1', '192.168.255.255', '2001:db8:ffff::1', 'localhost', '127.0.0.1:80'],
    '',
  ],
];

const HOSTILE_URLS = [
  ...[
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.1/',
    'http://017700000001/',
  ],
  ...['http://0177.0.0.1/', 'http://127.0.0.1./', 'http://0/', 'http://0.0.0.0:8080/', 'http://[::]/', 'http://[::1]/'],
  ...[
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[0:0:0:0:0:ffff:127.0.0.1]/',
    'http://[::127.0.0.1]/',
  ],
  ...['http://[64:ff9b::7f00:1]/', 'http://[2002:7f00:1::]/', 'http://[fe80::1]/', 'http://[fd00:ec2::254]/latest/'],
  ...['http://169.254.169.254/latest/meta-data/', 'http://2852039166/', 'http://0xa9fea9fe/', 'http://168.63.129.16/'],
  ...[
    'http://１２７.０.０.１/',
    'http://127。0。0。1/',
    'http://①②⑦.⓪.⓪.①/',
    'http://%31%32%37.0.0.1/',
    'http:127.0.0.1',
    'http:\\\\127.0.0.1',
  ],
  ...[
    'https://user@example.com/',
    'https://user:password@example.com/',
    'https://example.com@127.0.0.1/',
    'http://:x@example.com/',
  ],
  ...[
    'file:///etc/passwd',
    'FILE:///etc/passwd',
    'gopher://example.com/',
    'ftp://example.com/',
    'dict://example.com:11211/',
  ],
  ...[
    'data:text/html,hi',
    'javascript:alert(1)',
    'blob:https://example.com/1',
    'ws://example.com/',
    'unix:/run/docker.sock',
  ],
  ...[
    'http://example.com:22/',
    'http://example.com:25/',
    'http://example.com:6379/',
    'https://example.com:9200/',
    'http://example.com:0/',
  ],
  ...[
    'http://example.com:65536/',
    'http://[::1',
    'http://1.2.3.4.5.256/',
    'http://999.1.1.1/',
    '//example.com/',
    '/etc/passwd',
    '',
    ' ',
  ],
  ...['http://', 'http:///', 'http://ex ample.com/', 'http://exa<mple.com/', `https://example.com/${'é'.repeat(400)}`],
];

describe('UrlPolicy', () => {
  it('is measured by at least sixty addresses and sixty URLs', () => {
    expect(new Set(HOSTILE_ADDRESSES).size).toBeGreaterThanOrEqual(60);
    expect(new Set(HOSTILE_URLS).size).toBeGreaterThanOrEqual(60);
  });

  it.each(HOSTILE_ADDRESSES)('takes %j for no public address', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['1.1.1.1', '93.184.215.14', '172.32.0.1', '2606:4700::1111', '::ffff:1.1.1.1', '64:ff9b::1.1.1.1'])(
    'takes %s for a public address',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each(HOSTILE_URLS)('refuses %j', (url) => {
    expect(() => new UrlPolicy().read(url)).toThrow(expect.objectContaining({ code: 'url_refused', status: 422 }));
  });

  it.each([
    ['https://example.com/a b#part', 'https://example.com/a%20b'],
    ['HTTP://EXAMPLE.com:80', 'http://example.com/'],
    ['http://bücher.example:8080/?q=1', 'http://xn--bcher-kva.example:8080/?q=1'],
    ['http://[2606:4700::1111]/', 'http://[2606:4700::1111]/'],
  ])('reads %s', (given, href) => {
    expect(new UrlPolicy().read(given).href).toBe(href);
  });

  it('lets through what is named, and nothing beside it', () => {
    const policy = new UrlPolicy(['wiki.internal', 'jira.internal:8090', '10.2.0.0/16', '[fd00::5]:81', '192.168.1.9']);
    const may = (given: string, address?: string) => {
      try {
        const url = policy.read(given);
        if (address !== undefined) policy.check(url, address);
        return true;
      } catch {
        return false;
      }
    };
    expect([may('http://wiki.internal/', '10.9.0.1'), may('http://wiki.internal./', '10.9.0.1')]).toEqual([true, true]);
    expect([may('http://wiki.internal:9200/'), may('http://other.wiki.internal/', '10.9.0.1')]).toEqual([false, false]);
    expect([may('http://jira.internal:8090/', '10.9.0.1'), may('http://jira.internal/', '10.9.0.1')]).toEqual([
      true,
      false,
    ]);
    expect([may('http://anything.example/', '10.2.3.4'), may('http://anything.example/', '10.3.0.1')]).toEqual([
      true,
      false,
    ]);
    expect([may('http://10.2.3.4/'), may('http://[::ffff:10.2.3.4]/'), may('http://10.2.3.4:22/')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([may('http://[fd00::5]:81/'), may('http://[fd00::5]/'), may('http://192.168.1.9/')]).toEqual([
      true,
      false,
      true,
    ]);
    expect(may('http://intranet.example/', '192.168.1.9')).toBe(true);
  });

  it.each(['10.0.0.0/99', '300.0.0.1/8', '::1/200', 'http://wiki', 'wiki:99999', 'a b/c', '*.internal'])(
    'is given no setting such as %s',
    (hosts) => {
      expect(() => readEnv({ FETCH_PRIVATE_HOSTS: hosts })).toThrow(/FETCH_PRIVATE_HOSTS must name hosts/);
    },
  );

  it('takes what the setting names', () => {
    const { FETCH_PRIVATE_HOSTS: hosts } = readEnv({
      FETCH_PRIVATE_HOSTS: 'wiki.internal, 10.2.0.9:8090 fd00::/8,[::1]:81',
    });
    expect(hosts).toEqual(['wiki.internal', '10.2.0.9:8090', 'fd00::/8', '[::1]:81']);
    expect(() => new UrlPolicy(hosts)).not.toThrow();
  });
});
