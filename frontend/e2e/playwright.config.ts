import { defineConfig } from '@playwright/test';
import { CHROMIUM_FLAGS, findChromium } from './chromium.js';

const { executablePath, env } = await findChromium();

export default defineConfig({
  testDir: '.',
  outputDir: '../../dist/e2e',
  workers: 1,
  timeout: 45_000,
  // a picture may differ by the edges of its letters, which are not drawn alike by every version of a browser
  expect: { timeout: 10_000, toHaveScreenshot: { maxDiffPixelRatio: 0.001 } },
  snapshotPathTemplate: '{testDir}/visual/pictures/{arg}{ext}',
  forbidOnly: true,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'retain-on-failure',
    launchOptions: { executablePath, args: CHROMIUM_FLAGS, env: { ...process.env, ...env } },
  },
});
