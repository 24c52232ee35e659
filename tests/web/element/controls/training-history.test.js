import { describe, expect, it } from 'vitest';
import { checkpointEvery } from '../../../../web/element/controls/training-history.js';

describe('checkpointEvery', () => {
  it('gives about twenty checkpoints, for runs of any length', () => {
    const size = { width: 128, depth: 4 };
    expect(checkpointEvery({ ...size, iterations: 5001 })).toBe(250);
    expect(checkpointEvery({ ...size, iterations: 1_000_000 })).toBe(50_000);
    expect(checkpointEvery({ ...size, iterations: 20 })).toBe(1);
    expect(checkpointEvery({ ...size, iterations: 1 })).toBe(1);
  });

  it('gives fewer for a large network', () => {
    const iterations = 5001;
    expect(checkpointEvery({ iterations, width: 512, depth: 4 })).toBe(333);
    expect(checkpointEvery({ iterations, width: 1024, depth: 16 })).toBe(1250);
  });
});
