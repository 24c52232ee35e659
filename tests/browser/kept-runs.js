// What a browser keeps of runs, read from where the page has stored it.

import { expect } from 'vitest';

/** @import {Playground} from './page-driver.js' */

/** @typedef {{training: boolean, iterations: number[]}} KeptRun  of each method; whether it was to train on */

/** @param {Playground} playground @returns {Promise<KeptRun[]>} of all tabs */
export function keptRuns({ page }) {
  return page.evaluate(async () => {
    // Opening one that is not there would make it, without what the page puts there.
    const known = await indexedDB.databases();
    if (!known.some(({ name }) => name === 'mean-flow')) return [];
    /** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
    const answer = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await answer(indexedDB.open('mean-flow'));
    try {
      const store = database.transaction('runs').objectStore('runs');
      const [labels, runs] = await Promise.all([
        answer(store.getAll(IDBKeyRange.bound('label:', 'label;'))),
        answer(store.getAll(IDBKeyRange.bound('run:', 'run;'))),
      ]);
      return runs.map(({ methods }, i) => ({
        training: labels[i].note.training,
        iterations: methods.map((/** @type {{iteration: number}} */ { iteration }) => iteration),
      }));
    } finally {
      database.close();
    }
  });
}

/** Waits until what is kept is as wanted. @param {Playground} playground @param {(runs: KeptRun[]) => boolean} holds */
export const untilKept = (playground, holds) =>
  expect.poll(() => keptRuns(playground), { timeout: 100_000 }).toSatisfy(holds);

/** Waits until a run that rests is kept with every method where it is. @param {Playground} playground @param {number} iteration */
export const untilKeptAt = (playground, iteration) =>
  untilKept(playground, (runs) =>
    runs.some(
      ({ training, iterations }) => !training && iterations.every((its) => its === iteration),
    ),
  );
