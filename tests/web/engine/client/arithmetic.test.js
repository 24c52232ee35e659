import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** The module, which has not yet looked. */
const fresh = () => import('../../../../web/engine/client/arithmetic.js');

it('is fused in Node, whose processors fuse', async () => {
  expect((await fresh()).isFused()).toBe(true);
});

it('is plain without WebAssembly, without relaxed SIMD, and where a policy forbids WebAssembly', async () => {
  const { Module, Instance } = WebAssembly;
  const forbidden = () => {
    throw new WebAssembly.CompileError('by policy');
  };
  for (const stub of [
    undefined,
    { validate: () => false, Module, Instance },
    { validate: () => true, Module: forbidden, Instance },
  ]) {
    vi.resetModules();
    vi.stubGlobal('WebAssembly', stub);
    expect((await fresh()).isFused()).toBe(false);
  }
});

it('is plain where relaxed multiply-adds are rounded twice', async () => {
  const f = (/** @type {number} */ a, /** @type {number} */ c) =>
    Math.fround(Math.fround(a * a) + c);
  class Instance {
    exports = { f };
  }
  vi.stubGlobal('WebAssembly', { validate: () => true, Module: class {}, Instance });
  expect((await fresh()).isFused()).toBe(false);
});
