// Storage that readers block, and storage that is full: the page says so, and does all that it can without.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useSite } from './fixture.js';
import { launchBrowser, newProfile } from './harness.js';

// A quota can only be set for the default context, which the shared browser keeps from files.
const site = useSite(undefined, () => launchBrowser());

const link = '#v=1&batch=64&width=16&iterations=1000000';

it('links open where a reader blocks all that sites store', async () => {
  const profile = await newProfile();
  await mkdir(join(profile, 'Default'));
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  const { browser, close } = await launchBrowser([], profile);
  try {
    const context = browser.defaultBrowserContext();
    const playground = await site.openPlayground(link, {}, context);
    expect(await playground.valueOf('Width')).toBe('16');
    await playground.lossesAfterOneStep();
    await playground.untilNotice(/kept only while the page is open/);
    await playground.page.waitForFunction(() => location.hash.includes('at=1&'));
  } finally {
    await close();
  }
});

it('a run that finds no room is kept once there is some again, and trains meanwhile', async () => {
  const context = site.browser.defaultBrowserContext(); // The only one whose quota can be set.
  const playground = await site.openPlayground(link, {}, context);
  const { page } = playground;
  const client = await page.createCDPSession();
  const { origin } = new URL(site.url);
  await playground.press('Train');
  await page.waitForFunction(() => localStorage.getItem('mean-flow-kept') !== null);
  await client.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  // The browser takes its time: it looks every 30 s how much room there is.
  await playground.untilNotice(
    /^This run is kept only while .*: there is no room left in its storage/,
  );
  const { iteration, messages } = await playground.read();
  expect(messages).toEqual([]);
  await playground.until((reading) => reading.iteration > iteration);
  await client.send('Storage.overrideQuotaForOrigin', { origin });
  await playground.press('Pause');
  await playground.untilNotice(/^$/);
  const last = await playground.settledIteration();
  await page.reload();
  await playground.untilNotice(new RegExp(`^Resumed at iteration ${last},`));
});
