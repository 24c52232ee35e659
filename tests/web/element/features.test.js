import { beforeEach, describe, expect, it, vi } from 'vitest';

/** @type {typeof import('../../../web/element/features.js')} */
let features;

beforeEach(async () => {
  vi.resetModules(); // Every test has a registry of its own.
  features = await import('../../../web/element/features.js');
});

describe('a feature', () => {
  it('is not offered unless it is registered', async () => {
    const { hasFeature, loadFeature } = features;
    expect(hasFeature('share')).toBe(false);
    await expect(loadFeature('share')).rejects.toThrow('This page has no feature "share"');
  });

  it('loads when it is used, not when it is registered', async () => {
    const { hasFeature, loadFeature, registerFeature } = features;
    const embed = () => {};
    const load = vi.fn(async () => embed);
    registerFeature('embed', load);
    expect(hasFeature('embed')).toBe(true);
    expect(hasFeature('link')).toBe(false);
    expect(load).not.toHaveBeenCalled();
    expect(await loadFeature('embed')).toBe(embed);
  });

  it('that did not load can be loaded again', async () => {
    const { loadFeature, registerFeature } = features;
    const embed = () => {};
    const load = vi.fn(async () => embed).mockRejectedValueOnce(new Error('offline'));
    registerFeature('embed', load);
    await expect(loadFeature('embed')).rejects.toThrow('offline');
    expect(await loadFeature('embed')).toBe(embed);
  });
});
