// The built pages opened from a disk, where browsers load no modules.

import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { useBrowser } from './fixture.js';
import { sitePath } from './site-server.js';

const tester = useBrowser();

it.each(['index.html', 'embed.html'])('%s says that it needs a server, and which', async (name) => {
  const { page, problems } = await tester.openPage();
  await page.goto(pathToFileURL(sitePath(name)).href);
  const message = await page.waitForSelector('main [role="alert"]', { visible: true });
  expect(await message?.evaluate((one) => one.textContent)).toContain('python3 -m http.server');
  await expect.poll(() => problems.length).toBeGreaterThan(0); // What the browser refuses to load.
  problems.splice(0);
});
