// What a page does in time, changed for tests.

/**
 * In a page, before its scripts: lets `speedUpTimers` make intervals five times as short, those that run already, too.
 */
export function prepareFastTimers() {
  const wait = setInterval;
  const often = (/** @type {() => void} */ act, /** @type {number} */ ms) => {
    let ticks = 0;
    return wait(() => {
      ticks += Reflect.get(window, 'fastTimers') ? 5 : 1;
      if (ticks < 5) return;
      ticks = 0;
      act();
    }, ms / 5);
  };
  Object.assign(window, { setInterval: often });
}

/** In a page prepared by `prepareFastTimers`. @param {import('puppeteer-core').Page} page */
export const speedUpTimers = (page) =>
  page.evaluate(() => Object.assign(window, { fastTimers: true }) && null);

/**
 * In a page, before its scripts: limits it to ten animation frames a second. Without a graphics card, sixty would take
 * most of a core while anything moves.
 */
export function limitFrameRate() {
  const nextFrame = window.requestAnimationFrame.bind(window);
  /** @type {Map<number, FrameRequestCallback>} */
  const callbacks = new Map();
  let [id, last, asked] = [0, 0, false];
  const draw = (/** @type {number} */ time) => {
    const due = [...callbacks.values()];
    callbacks.clear();
    [last, asked] = [performance.now(), false];
    for (const callback of due) callback(time);
  };
  window.requestAnimationFrame = (callback) => {
    callbacks.set(++id, callback);
    if (!asked) setTimeout(() => nextFrame(draw), last + 100 - performance.now());
    asked = true;
    return id;
  };
  window.cancelAnimationFrame = (which) => {
    callbacks.delete(which);
  };
}
