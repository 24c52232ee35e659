// The packed npm package in production builds of other bundlers, served below a sub-path: the figure trains, nothing
// is said in the console, nothing is missing, and it leaves no worker behind.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, openPage } from '../browser/harness.js';
import { serveSite } from '../browser/site-server.js';
import { apps } from './apps.js';
import { buildApp, pack } from './build-app.js';

/** @import {Launched} from '../browser/harness.js' */

let tarball = '';
/** @type {Launched} */
let launched;

beforeAll(async () => {
  tarball = await pack();
  launched = await launchBrowser();
});

afterAll(() => launched?.close());

const ITERATIONS = 20;

/** Names of those that are to run; none for all. */
const wanted = (process.env.APPS ?? '').split(' ').filter((name) => name !== '');

for (const app of apps.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  it(`${app.name} builds an app whose figure trains, and ends with its workers`, async () => {
    const { site, output } = await buildApp(app, tarball);
    expect(output.split('\n').filter((line) => /\bwarn(ing)?s?\b/i.test(line))).toEqual([]);
    const host = await serveSite({ directory: site });
    const { page, problems } = await openPage(launched.browser);
    try {
      const answer = await page.goto(host.url);
      expect(await answer?.text()).toContain(app.rendered ?? '');
      await expectRun(page);
    } catch (error) {
      throw new Error([error, ...problems].join('\n'));
    } finally {
      await page.close();
      await host.close();
    }
    expect(problems).toEqual([]);
  });
}

/** Trains, and unmounts the figure. @param {import('puppeteer-core').Page} page */
async function expectRun(page) {
  await page.waitForFunction(
    (least) => (document.querySelector('mean-flow')?.iteration ?? 0) >= least,
    { polling: 100 },
    ITERATIONS,
  );
  const notices = await page.$$eval('>>> [role=alert]', (all) => all.map((one) => one.textContent));
  expect(notices.join('')).toBe('');
  // Of those that have one, a figure that explains.
  for (const figure of await page.$$('mean-flow-figure')) {
    await figure.scrollIntoView();
    const marked = () => figure.evaluate((one) => one.shadowRoot?.querySelectorAll('path').length);
    await expect.poll(marked, { timeout: 30_000 }).toBeGreaterThan(3);
  }
  // Of those that have one, a second figure, which is told not to train.
  const still = await page.$$eval('#still', (all) =>
    all.map((flow) => /** @type {any} */ (flow).autotrain),
  );
  expect(still.filter((autotrain) => autotrain !== 'off')).toEqual([]);
  expect(page.workers().length).toBeGreaterThan(1);
  await page.click('button#unmount');
  await expect.poll(() => page.workers().length, { timeout: 30_000 }).toBe(0);
  expect(await page.$('mean-flow')).toBeNull();
}
