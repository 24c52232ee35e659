// What a page and its workers hold, after their garbage is collected.

/** @import {CDPSession, Page} from 'puppeteer-core' */

/**
 * @typedef {object} Holding
 * @property {number} heap       JavaScript heap of the page with its buffers, bytes
 * @property {number} workers    those of all workers
 * @property {number} wasm       WebAssembly memories of all workers, bytes
 * @property {number} nodes      DOM nodes that something still refers to, detached ones included
 * @property {number} listeners  event listeners
 */

/** @param {CDPSession} session @returns {Promise<{heap: number, buffers: number}>} bytes */
async function usageOf(session) {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage');
  return { heap: usedSize, buffers: backingStorageSize };
}

/** Runs in a worker before all else. */
function rememberMemories() {
  const { instantiate } = WebAssembly;
  /** @type {WeakRef<WebAssembly.Memory>[]} */
  const memories = [];
  Object.assign(self, { memories });
  /** @param {any} module @param {any} imports */
  WebAssembly.instantiate = async (module, imports) => {
    const instance = /** @type {any} */ (await instantiate(module, imports));
    for (const memory of Object.values(instance.exports)) {
      if (memory instanceof WebAssembly.Memory) memories.push(new WeakRef(memory));
    }
    return instance;
  };
}

/**
 * Has workers remember their WebAssembly memories, which no one else counts. Before the page opens.
 * @param {Page} page
 */
export async function watchMemories(page) {
  await page.evaluateOnNewDocument((remember) => {
    const first = `data:text/javascript,${encodeURIComponent(remember)}`;
    window.Worker = class extends Worker {
      /** @param {string | URL} url @param {WorkerOptions} [options] */
      constructor(url, options) {
        const imports = [first, new URL(url, location.href).href];
        const script = imports.map((each) => `import ${JSON.stringify(each)};`).join('');
        super(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })), options);
      }
    };
  }, `(${rememberMemories})();`);
}

/** @param {import('puppeteer-core').WebWorker} worker @returns {Promise<number>} bytes */
const memoriesOf = (worker) =>
  worker.evaluate(() => {
    /** @type {WeakRef<WebAssembly.Memory>[]} */
    const memories = Reflect.get(self, 'memories') ?? [];
    return memories.reduce((sum, memory) => sum + (memory.deref()?.buffer.byteLength ?? 0), 0);
  });

/** @param {Page} page @returns {Promise<Holding>} */
export async function holdingOf(page) {
  let [workers, wasm] = [0, 0];
  for (const worker of page.workers()) {
    const { heap, buffers } = await usageOf(worker.client);
    workers += heap + buffers;
    wasm += await memoriesOf(worker);
  }
  const session = await page.createCDPSession();
  await session.send('Performance.enable');
  const { heap, buffers } = await usageOf(session);
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (/** @type {string} */ wanted) =>
    metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
  const [nodes, listeners] = [metric('Nodes'), metric('JSEventListeners')];
  await session.detach();
  return { heap: heap + buffers, workers, wasm, nodes, listeners };
}
