// What every browser test needs: a Chromium page that records whatever goes wrong in it.

import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import puppeteer from 'puppeteer-core';
import { sitePath, subPath } from './site-server.js';
import { limitFrameRate } from './timers.js';

/** How long a page is waited for, ms: a busy machine may stop for a while. */
const patience = 90_000;

/**
 * Where a browser is: what the variable says, or the first usual place that has one.
 * @param {string} variable of the environment
 * @param {string[]} usual
 */
function find(variable, usual) {
  const found = [process.env[variable], ...usual].find((place) => place && existsSync(place));
  if (found) return found;
  throw new Error(`No browser: install it, or name its program in the variable ${variable}`);
}

const findChromium = () =>
  find('CHROMIUM', [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ]);

const findFirefox = () =>
  find('FIREFOX', [
    '/usr/bin/firefox-esr',
    '/usr/bin/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  ]);

/** A directory for a browser's profile. */
export const newProfile = () => mkdtemp(join(tmpdir(), 'meanflow-chromium-'));

/** A browser, and how to end its use. @typedef {{browser: import('puppeteer-core').Browser, close: () => Promise<void>}} Launched */

/**
 * Starts a Chromium of its own profile.
 * @param {string[]} [args] further command-line switches
 * @param {string} [profile] directory of one that was used before; removed in the end
 * @param {import('puppeteer-core').LaunchOptions} [options] further ones
 * @returns {Promise<Launched>}
 */
export async function launchBrowser(args = [], profile = '', options = {}) {
  const userDataDir = profile || (await newProfile());
  const browser = await puppeteer.launch({
    executablePath: findChromium(),
    headless: true, // puppeteer passes --headless=new
    userDataDir,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...args,
    ],
    ...options,
  });
  return {
    browser,
    close: async () => {
      await browser.close();
      await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** @typedef {import('puppeteer-core').Target} Target */

const isBrowser = (/** @type {Target} */ target) => target.type() === 'browser';

/**
 * Starts a Chromium for others to connect to.
 * @returns {Promise<{endpoint: string, close: () => Promise<void>}>}
 */
export async function launchSharedBrowser() {
  // Pages are left to those who open them.
  const options = { targetFilter: isBrowser, waitForInitialPage: false };
  const { browser, close } = await launchBrowser([], '', options);
  return { endpoint: browser.wsEndpoint(), close };
}

/**
 * Connects to a shared Chromium; sees only browser contexts created through this connection, which end with it.
 * @param {string} endpoint
 * @returns {Promise<Launched>}
 */
export async function connectBrowser(endpoint) {
  /** @type {Set<import('puppeteer-core').BrowserContext> | undefined} */
  let foreign;
  const isOwn = (/** @type {Target} */ target) =>
    foreign !== undefined && !foreign.has(target.browserContext());
  const browser = await puppeteer.connect({
    browserWSEndpoint: endpoint,
    targetFilter: (target) => isBrowser(target) || isOwn(target),
  });
  // Contexts that come later through other connections appear as the default one.
  foreign = new Set(browser.browserContexts());
  return {
    browser,
    close: async () => {
      const own = browser.browserContexts().filter((context) => !foreign.has(context));
      // One that closes with its page may be gone by now.
      await Promise.all(own.map((context) => context.close().catch(() => {})));
      await browser.disconnect();
    },
  };
}

/** @param {import('puppeteer-core').Browser | import('puppeteer-core').BrowserContext} browser */
async function newPage(browser) {
  if (!('createBrowserContext' in browser)) return browser.newPage();
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.once('close', () => context.close().catch(() => {})); // The browser may be gone already.
  return page;
}

/**
 * Starts a Firefox of its own profile, over WebDriver BiDi.
 * @param {Record<string, unknown>} [preferences] as in about:config
 * @returns {Promise<Launched>}
 */
export async function launchFirefox(preferences = {}) {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: findFirefox(),
    headless: true,
    extraPrefsFirefox: preferences,
  });
  return { browser, close: () => browser.close() };
}

/**
 * Opens a blank page and writes down its console errors and warnings, uncaught exceptions, failed
 * requests and HTTP errors.
 * @param {import('puppeteer-core').Browser | import('puppeteer-core').BrowserContext} browser  a
 *   browser gives each page storage of its own, as a reader who comes for the first time has it; pages
 *   of one context share theirs
 * @param {{width?: number, height?: number, everyFrame?: boolean}} [options]  CSS pixels; and whether the page draws as
 *   often as it would for a reader
 * @returns {Promise<{page: import('puppeteer-core').Page, problems: string[]}>} `problems` grows as
 *   they happen; empty is well
 */
export async function openPage(browser, { width = 1440, height = 900, everyFrame = false } = {}) {
  const page = await newPage(browser);
  await page.setViewport({ width, height });
  page.setDefaultTimeout(patience);
  if (!everyFrame) await page.evaluateOnNewDocument(limitFrameRate);
  /** @type {string[]} */
  const problems = [];
  page.on('console', (message) => {
    if (['error', 'warn', 'assert'].includes(message.type())) {
      problems.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) =>
    problems.push(`uncaught: ${error instanceof Error ? (error.stack ?? error.message) : error}`),
  );
  page.on('requestfailed', (request) =>
    problems.push(`request failed: ${request.url()} ${request.failure()?.errorText ?? ''}`),
  );
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`HTTP ${response.status()}: ${response.url()}`);
  });
  return { page, problems };
}

/**
 * Has what a page saves land in a directory, without a question.
 * @param {import('puppeteer-core').Page} page
 * @param {string} directory
 */
export async function saveInto(page, directory) {
  const session = await page.createCDPSession();
  await session.send('Browser.setDownloadBehavior', {
    behavior: 'allow',
    downloadPath: directory,
    browserContextId: page.browserContext().id,
  });
}

/**
 * What a reader with a laptop's screen loads to see the page at work: not what loads once it is scrolled
 * into sight or asked for.
 * @param {import('puppeteer-core').Browser} browser
 * @param {string} url  of the site
 * @returns {Promise<{name: string, bytes: number}[]>} assets, gzipped
 */
export async function firstViewSizes(browser, url) {
  const { page } = await openPage(browser);
  // What the page loads a second after it has started is no part of its first view, on a slow machine neither.
  await page.evaluateOnNewDocument(() => {
    const start = window.setTimeout;
    const early = (/** @type {() => void} */ act, delay = 0) =>
      delay < 1000 ? start(act, delay) : 0;
    Object.assign(window, { setTimeout: early });
  });
  /** @type {Set<string>} */
  const names = new Set();
  // Workers load theirs past the page.
  page.on('workercreated', (worker) => names.add(new URL(worker.url()).pathname));
  page.on('response', (response) => names.add(new URL(response.url()).pathname));
  await page.goto(url);
  await page.waitForFunction(() => {
    const root = document.querySelector('mean-flow')?.shadowRoot;
    return /\d/.test(root?.querySelector('[data-testid="loss-imf"]')?.textContent ?? '');
  });
  await page.close();
  const assets = [...names].filter((name) => /\.(js|css|wasm)$/.test(name));
  return Promise.all(
    assets.map(async (path) => {
      const name = path.slice(subPath.length);
      return { name, bytes: gzipSync(await readFile(sitePath(name))).length };
    }),
  );
}
