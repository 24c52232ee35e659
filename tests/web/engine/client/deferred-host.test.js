import { afterEach, describe, expect, it } from 'vitest';
import { deferredHost } from '../../../../web/engine/client/deferred-host.js';
import { Engine } from '../../../../web/engine/client/engine.js';
import { nodeHost } from '../../../../web/engine/client/node-host.js';

/** @type {Engine | undefined} */
let engine;
afterEach(() => engine?.dispose());

describe('a deferred host', () => {
  it('starts no worker and compiles nothing until its promise resolves, and loses no command', async () => {
    const { promise, resolve } = makeResolvers();
    let workers = 0;
    let compiled = 0;
    const counting = {
      ...nodeHost,
      createWorker: () => {
        workers += 1;
        return nodeHost.createWorker();
      },
      compile: () => {
        compiled += 1;
        return nodeHost.compile();
      },
    };
    engine = new Engine({ host: deferredHost(counting, promise), workers: 2 });
    const configured = engine.configure({ width: 8, depth: 1, batch: 64, iterations: 3 });
    const stepped = engine.step();
    await new Promise((done) => setTimeout(done, 50));
    expect([workers, compiled]).toEqual([0, 0]);
    resolve(undefined);
    await configured;
    await stepped;
    expect([workers, compiled]).toEqual([4, 1]);
    expect(engine.losses('imf')).toHaveLength(1);
  });

  it('does not create workers that were terminated before', async () => {
    const { promise, resolve } = makeResolvers();
    let workers = 0;
    const createWorker = () => {
      workers += 1;
      return nodeHost.createWorker();
    };
    engine = new Engine({ host: deferredHost({ ...nodeHost, createWorker }, promise), workers: 1 });
    engine.ready.catch(() => {});
    engine.dispose();
    resolve(undefined);
    await new Promise((done) => setTimeout(done, 20));
    expect(workers).toBe(0);
  });

  it('reports a worker that cannot be created', async () => {
    const createWorker = () => {
      throw new Error('no workers here');
    };
    const host = deferredHost({ ...nodeHost, createWorker }, Promise.resolve());
    engine = new Engine({ host, workers: 1 });
    await expect(engine.ready).rejects.toThrow('no workers here');
  });
});

/** Promise.withResolvers, which Node has since version 22. */
function makeResolvers() {
  /** @type {(value: unknown) => void} */
  let resolve = () => {};
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
