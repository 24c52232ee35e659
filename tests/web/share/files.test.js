import { describe, expect, it } from 'vitest';
import { lossesCsv, samplesCsv } from '../../../web/share/files.js';

describe('CSV', () => {
  it('of losses has a column for each method, and empty cells for iterations not done', () => {
    const losses = { fm: Float32Array.of(1.5, 2), imf: Float32Array.of(0.25) };
    expect(lossesCsv(losses)).toBe('iteration,fm,imf\n1,1.5,0.25\n2,2,\n');
    expect(lossesCsv({})).toBe('iteration\n');
  });

  it('of samples has the final positions of particles only', () => {
    const path = Float32Array.of(9, 9, 8, 8, 0.5, -1, 2, 3);
    const paths = { method: 'mf', iteration: 7, steps: 1, count: 2, seed: 1, path };
    expect(samplesCsv(/** @type {any} */ ([paths]))).toBe(
      'method,iteration,steps,particle,x,y\nmf,7,1,0,0.5,-1\nmf,7,1,1,2,3\n',
    );
  });
});
