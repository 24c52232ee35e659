// What the tests of a file begin and end with: a browser, the built site on a port, and pages that have to be
// free of problems. To be called at the top of the file.

import { afterAll, afterEach, beforeAll, beforeEach, expect, inject } from 'vitest';
import { connectBrowser, openPage } from './harness.js';
import { visit } from './page-driver.js';
import { serveSite } from './site-server.js';

/** @import {Browser, BrowserContext, Page} from 'puppeteer-core' */
/** @import {Launched} from './harness.js' */
/** @import {Playground} from './page-driver.js' */

/** Starting a browser on a busy machine, in milliseconds. */
const patience = 120_000;

/** A browser that is there while tests run. */
class Tester {
  /** @type {Browser} */
  browser = /** @type {any} */ (undefined);
  /** @type {{page: Page, problems: string[]}[]} */
  opened = [];

  /**
   * Opens a blank page, closed when the test ends, which fails if anything in `problems` is left then.
   * @param {Parameters<typeof openPage>[1]} [options]
   * @param {Browser | BrowserContext} [browser]  in place of the tester's own
   */
  async openPage(options, browser = this.browser) {
    const { page, problems } = await openPage(browser, options);
    this.opened.push({ page, problems });
    return { page, problems };
  }
}

/** A tester with the built site to look at. */
class SiteTester extends Tester {
  /** Ends in a slash. */
  url = '';

  /**
   * Opens the playground and waits until it has its pictures; closed and checked as by openPage.
   * @param {string} [link]  what follows the site's address
   * @param {import('./page-driver.js').Visit & {width?: number, height?: number}} [options]
   * @param {Browser | BrowserContext} [browser]  in place of the tester's own
   */
  async openPlayground(link = '', options = {}, browser = this.browser) {
    const { page, problems } = await this.openPage(options, browser);
    return visit(page, problems, this.url + link, options);
  }
}

/** @template {Tester} T @param {T} tester @param {() => Promise<Launched>} launch @returns {T} */
function keepBrowser(tester, launch) {
  let close = async () => {};
  beforeAll(async () => {
    const launched = await launch();
    tester.browser = launched.browser;
    close = launched.close;
  }, patience);
  afterEach(async () => {
    const opened = tester.opened.splice(0);
    // What is still loading when a page closes fails, which is no problem of the page.
    const left = opened.map(({ page, problems }) => ({ url: page.url(), problems: [...problems] }));
    for (const { page } of opened) if (!page.isClosed()) await page.close();
    for (const { url, problems } of left) expect(problems, url).toEqual([]);
  });
  afterAll(() => close());
  return tester;
}

/** The Chromium that all files share; what would disturb others, such as a crash, takes one of its own. */
const sharedBrowser = () => connectBrowser(inject('chromium'));

/** A browser for the tests of a file. */
export const useBrowser = (launch = sharedBrowser) => keepBrowser(new Tester(), launch);

/**
 * The built site, and a browser to see it with, for the tests of a file.
 * @param {import('./site-server.js').Serving} [serving]
 * @param {() => Promise<Launched>} [launch]
 */
export function useSite(serving, launch = sharedBrowser) {
  const tester = new SiteTester();
  let close = async () => {};
  beforeAll(async () => {
    const site = await serveSite(serving);
    tester.url = site.url;
    close = site.close;
  });
  afterAll(() => close());
  return keepBrowser(tester, launch); // After the site, so that it ends before it.
}

/**
 * A playground that tests only look at: opened once for those of a `describe`, and checked after each.
 * @param {SiteTester} site
 * @param {{width?: number, height?: number}} [options]
 */
export function useSharedPlayground(site, options) {
  const shared = { playground: /** @type {Playground} */ (/** @type {any} */ (undefined)) };
  beforeAll(async () => {
    const { page, problems } = await openPage(site.browser, options);
    shared.playground = await visit(page, problems, site.url);
  }, patience);
  afterEach(() => expect(shared.playground.problems).toEqual([]));
  afterAll(() => shared.playground?.page.close());
  return shared;
}

/**
 * The built site as it comes with faults, by part of the address, which go when the test ends; and a reader of it, whose
 * browser keeps what it keeps for one test.
 */
export function useFaultySite() {
  /** @type {Record<string, import('./site-server.js').Fault>} */
  const faults = {};
  const site = useSite({ faults });
  const reader = { context: /** @type {BrowserContext} */ (/** @type {any} */ (undefined)) };
  beforeEach(async () => {
    reader.context = await site.browser.createBrowserContext();
  });
  afterEach(async () => {
    for (const name of Object.keys(faults)) delete faults[name];
    await reader.context.close();
  });
  return { faults, site, reader };
}
