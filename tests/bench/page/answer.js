// The worker's side of a call from page.js, and what most workers measure.

/**
 * Answers every message with what `handle` makes of it.
 * @param {(argument: any) => unknown} handle
 */
export function answer(handle) {
  self.onmessage = async ({ data }) => {
    try {
      self.postMessage({ result: await handle(data) });
    } catch (error) {
      const reason = error instanceof Error ? `${error.message}\n${error.stack}` : String(error);
      self.postMessage({ fault: reason });
    }
  };
}

/**
 * @param {() => unknown} step
 * @param {number} seconds
 * @returns {Promise<number>} Calls a second; at least three are made.
 */
export async function rateOf(step, seconds) {
  const start = performance.now();
  for (let count = 1; ; count++) {
    await step();
    const elapsed = (performance.now() - start) / 1000;
    if (elapsed >= seconds && count >= 3) return count / elapsed;
  }
}
