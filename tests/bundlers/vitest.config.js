import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ['*.test.js'],
    environment: 'node',
    testTimeout: 15 * 60_000, // Installing and building take minutes on a busy machine.
    hookTimeout: 5 * 60_000,
  },
});
