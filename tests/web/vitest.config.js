import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ['**/*.test.js'],
    environment: 'node',
    testTimeout: 60_000, // Only a hang takes that long, even on a busy machine.
  },
});
