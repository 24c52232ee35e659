// Which lanes of which method's iteration run on which worker. Pure bookkeeping: no workers, no
// clocks, no numbers; crew.js does what it says.

/** @import {Method} from '../types.js' */

/** A batch is always cut into this many lanes, whatever the machine. */
export const LANES = 8;

/** Chunks a worker holds at a time: one to compute, one so that it need not wait for the next. */
const DEPTH = 2;

/** Turns that a method may be ahead of another, should a worker keep that one waiting. */
const LEAD = 1;

/**
 * Some lanes of one iteration, computed by one worker in one go.
 * @typedef {{run: number, method: Method, iteration: number, lanes: number[]}} Chunk
 */

/**
 * A chunk given to a worker; `needsParameters` when it has not had those of this iteration yet.
 * @typedef {Chunk & {worker: number, needsParameters: boolean}} Assignment
 */

/**
 * @typedef {object} WorkerEntry
 * @property {Chunk[]} held Given and not back, in the order they are computed.
 * @property {number} since When it began the first of them, ms.
 * @property {Map<Method, number>} has Iteration of the parameters it has.
 */

/**
 * @typedef {object} Job
 * @property {Method} method
 * @property {number} iteration Being computed.
 * @property {number} turn Iterations done since it joined the others: what fairness goes by.
 * @property {number[]} open Lanes that nobody computes.
 * @property {number[]} sizes Of the chunks that they will be given out in.
 * @property {Set<number>} missing Lanes that are not in yet.
 */

/**
 * Spreads the lanes of several methods' iterations over workers that may come, go and hang.
 *
 * Of the methods, the one that is furthest behind goes first, so they advance together, and the
 * lanes of the next fill workers while an iteration waits for its last lanes. Which worker computes
 * a lane never matters to its result, so a lost lane is simply given out again.
 */
export class LaneScheduler {
  /** @type {Map<number, WorkerEntry>} */
  #workers = new Map();
  /** @type {Map<Method, Job>} */
  #jobs = new Map();
  /** Turns that may be taken. */
  #limit = 0;
  #run = 0;

  /** Begins run `run` without any method. Lanes of the run before are awaited but do not count. */
  clear(/** @type {number} */ run) {
    this.#run = run;
    this.#jobs.clear();
    this.#limit = 0;
    for (const worker of this.#workers.values()) worker.has.clear();
  }

  /** @param {number} id */
  addWorker(id) {
    this.#workers.set(id, { held: [], since: 0, has: new Map() });
  }

  /** The worker is gone: its lanes are open again. @param {number} id */
  removeWorker(id) {
    const worker = this.#workers.get(id);
    this.#workers.delete(id);
    for (const chunk of worker?.held ?? []) {
      const job = this.#jobOf(chunk);
      if (!job) continue;
      const lost = chunk.lanes.filter((lane) => job.missing.has(lane));
      job.open.push(...lost);
      job.sizes.push(...lost.map(() => 1));
    }
  }

  /**
   * Takes a method in; it goes on from `iteration`, level with whoever is furthest behind.
   * @param {Method} method
   * @param {number} iteration
   */
  join(method, iteration) {
    if (this.#jobs.has(method)) return;
    const turns = [...this.#jobs.values()].map((job) => job.turn);
    const paused = Number.isFinite(this.#limit);
    const turn = paused ? this.#limit : turns.length > 0 ? Math.min(...turns) : 0;
    const job = { method, iteration, turn, open: [], sizes: [], missing: new Set() };
    this.#jobs.set(method, job);
    this.#open(job);
  }

  /** The method gets no more turns, and its unfinished iteration is given up. */
  leave(/** @type {Method} */ method) {
    this.#jobs.delete(method);
  }

  /** Turns without end. */
  go() {
    this.#limit = Number.POSITIVE_INFINITY;
  }

  /** No further turns than those needed to bring every method level with the first. */
  pause() {
    if (Number.isFinite(this.#limit)) return;
    const reached = [...this.#jobs.values()].map((job) => job.turn + Number(hasBegun(job)));
    this.#limit = reached.length > 0 ? Math.max(...reached) : 0;
  }

  /** One turn more for everyone, after a pause. */
  step() {
    this.pause();
    this.#limit += 1;
  }

  /** True while some method still has turns to take. */
  get busy() {
    return [...this.#jobs.values()].some((job) => job.turn < this.#limit);
  }

  /**
   * Gives out lanes while there are lanes and free workers.
   * @param {number} now ms
   * @returns {Assignment[]} In the order they are to be sent.
   */
  assign(now) {
    /** @type {Assignment[]} */
    const assignments = [];
    for (;;) {
      const free = this.#freestWorker();
      const job = free && this.#neediestJob();
      if (!free || !job) return assignments;
      const [id, worker] = free;
      const { method, iteration } = job;
      const lanes = job.open.splice(0, job.sizes.shift());
      const chunk = { run: this.#run, method, iteration, lanes };
      if (worker.held.length === 0) worker.since = now;
      worker.held.push(chunk);
      const needsParameters = worker.has.get(method) !== iteration;
      worker.has.set(method, iteration);
      assignments.push({ ...chunk, worker: id, needsParameters });
    }
  }

  /**
   * A worker handed a chunk in.
   * @param {number} id
   * @param {Chunk} chunk
   * @param {number} now ms
   * @returns {{wanted: number[], complete: boolean, duration: number}} The lanes that were awaited;
   *   whether the iteration has all of them now; and how long the worker took, ms.
   */
  accept(id, chunk, now) {
    const worker = this.#workers.get(id);
    const duration = worker ? now - worker.since : 0;
    if (worker) {
      // They come back in the order they went.
      worker.held.shift();
      worker.since = now;
    }
    const job = this.#jobOf(chunk);
    const wanted = chunk.lanes.filter((lane) => job?.missing.delete(lane));
    return { wanted, complete: wanted.length > 0 && job?.missing.size === 0, duration };
  }

  /** All lanes of the method's iteration were used: on to the next. */
  advance(/** @type {Method} */ method) {
    const job = this.#jobs.get(method);
    if (!job) return;
    job.iteration += 1;
    job.turn += 1;
    this.#open(job);
  }

  /**
   * Workers that have been at one chunk for too long.
   * @param {number} now ms
   * @param {(chunk: Chunk, stale: boolean) => number} patience How long that chunk may take, ms;
   *   `stale` when its run is over.
   * @returns {number[]}
   */
  overdue(now, patience) {
    return [...this.#workers]
      .filter(([, { held, since }]) => {
        if (held.length === 0) return false;
        return now - since > patience(held[0], held[0].run !== this.#run);
      })
      .map(([id]) => id);
  }

  /** The clock stood still (the machine slept): nobody is to blame for `gap` ms. */
  forgive(/** @type {number} */ gap) {
    for (const worker of this.#workers.values()) worker.since += gap;
  }

  /** All lanes of the job's iteration are to be computed. @param {Job} job */
  #open(job) {
    job.open = Array.from({ length: LANES }, (_, lane) => lane);
    job.missing = new Set(job.open);
    job.sizes = chunkSizes(Math.max(1, this.#workers.size));
  }

  /** @returns {[number, WorkerEntry] | undefined} */
  #freestWorker() {
    /** @type {[number, WorkerEntry] | undefined} */
    let best;
    for (const entry of this.#workers) {
      if (entry[1].held.length === DEPTH) continue;
      if (!best || lanesHeld(entry[1]) < lanesHeld(best[1])) best = entry;
    }
    return best;
  }

  /** @returns {Job | undefined} */
  #neediestJob() {
    /** @type {Job | undefined} */
    let best;
    let last = Number.POSITIVE_INFINITY;
    for (const job of this.#jobs.values()) {
      last = Math.min(last, job.turn);
      if (job.open.length === 0 || job.turn >= this.#limit) continue;
      if (!best || job.turn < best.turn) best = job;
    }
    return best && best.turn <= last + LEAD ? best : undefined;
  }

  /** The job that awaits lanes of this chunk, if any. @param {Chunk} chunk @returns {Job | undefined} */
  #jobOf(chunk) {
    const job = this.#jobs.get(chunk.method);
    return chunk.run === this.#run && job?.iteration === chunk.iteration ? job : undefined;
  }
}

/**
 * Cuts an iteration into few chunks, as a message costs more than a lane's bookkeeping: an equal
 * share a worker, the last quarter of it apart, so that while that is computed the rest is taken in.
 * @param {number} workers
 * @returns {number[]} For 1 worker 6, 2; for 2 workers 3, 3, 1, 1; for 3 workers 3, 3, 2.
 */
export function chunkSizes(workers) {
  const shares = Array.from({ length: Math.min(workers, LANES) }, (_, i) =>
    Math.ceil((LANES - i) / workers),
  );
  const tails = shares.map((share) => Math.floor(share / 4));
  return [...shares.map((share, i) => share - tails[i]), ...tails.filter((tail) => tail > 0)];
}

/** Some lane of the current iteration was given out. @param {Job} job */
function hasBegun(job) {
  return job.open.length < LANES;
}

/** @param {WorkerEntry} worker */
function lanesHeld({ held }) {
  return held.reduce((sum, { lanes }) => sum + lanes.length, 0);
}
