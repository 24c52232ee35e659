// How the lanes of an iteration are divided among workers.

/** A batch is always divided into this many lanes, whatever the machine. */
export const LANES = 8;

/**
 * The most work of an iteration, in samples times parameters, that one worker does alone: for longer iterations,
 * messages cost little, and small chunks keep methods level and pauses short.
 */
const MOST_ALONE = 1e8;

/** The work up to which it does so even if other workers have nothing to do: messages would take longer. */
const LEAST_SHARED = 1e7;

/** Whether lanes are a whole batch: their sum is one gradient. @param {readonly number[]} lanes */
export const isBatch = (lanes) => lanes.length === LANES;

/** The gradients that a worker sends for so many lanes. @param {number} lanes */
export const gradientsOf = (lanes) => (lanes === LANES ? 1 : lanes);

/**
 * Divides an iteration into few chunks, as a message costs more than a lane's bookkeeping. With more methods than
 * workers, each worker computes a whole batch of one of them. Otherwise every worker gets an equal share. The last
 * quarter of a share is a chunk of its own, so that results of the rest are added meanwhile.
 * @param {number} workers At least 1.
 * @param {number} methods That train.
 * @param {number} work Of the iteration: samples times parameters.
 * @returns {number[]} For a whole batch 8. Else for 1 worker 6, 2; for 2 workers 3, 3, 1, 1; for 3 workers 3, 3, 2.
 */
export function chunkSizes(workers, methods, work) {
  const allBusy = workers === 1 || methods > workers;
  if (work <= (allBusy ? MOST_ALONE : LEAST_SHARED)) return [LANES];
  const shares = Array.from({ length: Math.min(workers, LANES) }, (_, i) =>
    Math.ceil((LANES - i) / workers),
  );
  const tails = shares.map((share) => Math.floor(share / 4));
  return [...shares.map((share, i) => share - tails[i]), ...tails.filter((tail) => tail > 0)];
}
