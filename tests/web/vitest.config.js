import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ['**/*.test.js'],
    environment: 'node',
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 60_000, // Only a hang takes that long, even on a busy machine.
  },
});
