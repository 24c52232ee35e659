// One Chromium for all test files: starting one takes seconds.

import { launchSharedBrowser } from './harness.js';

/** Told to files by `inject('chromium')`: where to connect to it. @param {import('vitest/node').TestProject} project */
export default async function setup(project) {
  const { endpoint, close } = await launchSharedBrowser();
  project.provide('chromium', endpoint);
  return close;
}
