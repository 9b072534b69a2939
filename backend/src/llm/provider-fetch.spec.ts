import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

/** The environment is read when the module is loaded, so the case is a process of its own, of the build. */
const program = `
  import { providerFetch } from '${new URL('../../../dist/backend/llm/provider-fetch.js', import.meta.url).href}';
  const response = await providerFetch('http://model.example/v1/models', { method: 'GET' });
  console.log(response.status, await response.text());
`;

describe('providerFetch', () => {
  const proxy = createServer((request, response) => response.end(`through the proxy: ${request.url}`));

  beforeAll(() => new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening)));
  afterAll(() => void proxy.close());

  it('goes through the proxy that the environment names', async () => {
    const env = { HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { env });
    expect(stdout).toBe('200 through the proxy: http://model.example/v1/models\n');
  });
});
