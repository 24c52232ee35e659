import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ['**/*.test.js'],
    environment: 'node',
    setupFiles: join(import.meta.dirname, 'record-served.js'),
    globalSetup: join(import.meta.dirname, 'global-setup.js'),
    maxWorkers: 2, // Pages train on every core; a second file uses the time that the first one waits.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 60_000 } }, // A busy machine may stop for a while.
  },
});
