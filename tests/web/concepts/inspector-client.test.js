// The client with the real worker, as a thread of Node.

import { afterEach, expect, it } from 'vitest';
import {
  InspectorClient,
  releaseInspector,
  useInspector,
} from '../../../web/concepts/inspector-client.js';
import { nodeHost } from '../../../web/engine/client/node-host.js';

/** @import {EngineWorker, Host} from '../../../web/engine/client/browser-host.js' */

const at = { x: 0.3, y: -0.7, t: 0.5, r: 0.1 };
const problem = { density: 'checkerboard' };
const initial = /** @type {const} */ ({ method: 'imf', iteration: 0 });

/** @type {InspectorClient | undefined} */
let client;
/** @type {EngineWorker[]} */
let workers = [];

/** @type {Host} */
const host = {
  ...nodeHost,
  createWorker: () => {
    const worker = nodeHost.createWorker();
    workers.push(worker);
    return worker;
  },
};

afterEach(() => {
  client?.rest();
  workers = [];
});

it('computes in one worker, which has each network once', async () => {
  client = new InspectorClient('', host);
  const first = client.load(initial);
  expect(client.load(initial)).toBe(first);
  await first;
  const [pairs, own] = await Promise.all([
    client.ask('pairs', { problem, at, count: 3, seed: 0 }),
    client.ask('identity', { network: initial, at }),
  ]);
  expect(pairs.velocity[0]).toBeCloseTo(-0.3761, 4);
  expect(own.u).toHaveLength(2);
  expect(workers).toHaveLength(1);
});

it('starts another after a rest, and gives it its networks anew', async () => {
  client = new InspectorClient('', host);
  await client.load(initial);
  client.rest();
  await expect(client.ask('identity', { network: initial, at })).rejects.toThrow(
    'The network imf 0 has not been loaded',
  );
  await client.load(initial);
  expect((await client.ask('identity', { network: initial, at })).v).toHaveLength(2);
  expect(workers).toHaveLength(2);
});

it('says why a request is refused, and goes on', async () => {
  client = new InspectorClient('', host);
  const wrong = { ...at, t: Number.NaN };
  await expect(client.ask('pairs', { problem, at: wrong, count: 3, seed: 0 })).rejects.toThrow(
    'point: is not a number',
  );
  await expect(client.ask('density', { density: /** @type {any} */ ('cow') })).rejects.toThrow(
    /density/i,
  );
  expect(await client.ask('pairs', { problem, at, count: 3, seed: 0 })).toBeTruthy();
});

it('rejects what was asked of a worker that fails, and starts another', async () => {
  client = new InspectorClient('', host);
  await client.load(initial);
  const asked = client.ask('pairs', { problem, at, count: 4096, seed: 0 });
  workers[0].onerror({ message: 'out of memory' });
  await expect(asked).rejects.toThrow('The worker that computes for figures failed: out of memory');
  expect(await client.ask('pairs', { problem, at, count: 3, seed: 0 })).toBeTruthy();
});

it('is shared by the figures of a page that have the same networks', () => {
  const [a, b] = [{}, {}];
  const shared = useInspector(a, 'https://example.org/models/');
  expect(useInspector(b, 'https://example.org/models/')).toBe(shared);
  expect(useInspector(b, '')).not.toBe(shared);
  releaseInspector(a);
  expect(useInspector(a, 'https://example.org/models/')).toBe(shared);
  releaseInspector(a);
  releaseInspector(b);
  expect(useInspector(a, 'https://example.org/models/')).not.toBe(shared);
  releaseInspector(a);
});
