import { defineConfig } from 'vitest/config';

// Every file drives a browser of its own, so they take turns.
export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ['**/*.test.js'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
