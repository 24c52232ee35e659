// Assigns lanes of the iterations of several methods to workers. Bookkeeping only: lane-workers.js owns the ports, and the
// clock is passed in.

/** @import {Method} from '../types.js' */
import { chunkSizes, isBatch, LANES } from './chunks.js';

/** Chunks a worker holds at a time: one to compute, and one so that it need not wait for the next. */
const MAX_HELD = 2;

/** Rounds that a method may be ahead of another one that waits for a worker. */
const MAX_LEAD = 1;

/**
 * Some lanes of one iteration, computed by one worker for one message.
 * @typedef {{run: number, method: Method, iteration: number, lanes: number[]}} Chunk
 */

/**
 * A chunk assigned to a worker; `needsParameters` if the worker does not have those of this iteration.
 * @typedef {Chunk & {worker: number, needsParameters: boolean}} Assignment
 */

/**
 * @typedef {object} WorkerEntry
 * @property {Chunk[]} held Assigned and not answered, in the order they are computed.
 * @property {number} since When it started the first of them, ms.
 * @property {Map<Method, number>} parametersAt Iteration of the parameters it has.
 */

/**
 * @typedef {object} Job
 * @property {Method} method
 * @property {number} iteration Being computed.
 * @property {number} work Of an iteration: samples times parameters.
 * @property {number} round Iterations done since the method was added; used for fairness.
 * @property {number[]} unassigned Lanes without a worker.
 * @property {number[]} sizes Sizes of the chunks in which they will be assigned.
 * @property {Set<number>} outstanding Lanes without a result.
 */

/**
 * Distributes the lanes of several methods' iterations over workers that may be added, removed and hang.
 *
 * The method that is furthest behind has priority, so the methods advance together, and the lanes of the
 * next one keep workers busy while an iteration waits for its last lanes. A lane's result does not depend
 * on the worker, so lost lanes are simply assigned again.
 */
export class LaneScheduler {
  /** @type {Map<number, WorkerEntry>} */
  #workers = new Map();
  /** @type {Map<Method, Job>} */
  #jobs = new Map();
  /** Rounds that methods may do. */
  #limit = 0;
  #run = 0;

  /** Starts a run without any method. Workers still finish lanes of the previous run, which are discarded. */
  clear(/** @type {number} */ run) {
    this.#run = run;
    this.#jobs.clear();
    this.#limit = 0;
    for (const worker of this.#workers.values()) worker.parametersAt.clear();
  }

  /** @param {number} id */
  addWorker(id) {
    this.#workers.set(id, { held: [], since: 0, parametersAt: new Map() });
  }

  /** Its lanes become unassigned. @param {number} id */
  removeWorker(id) {
    const worker = this.#workers.get(id);
    this.#workers.delete(id);
    for (const chunk of worker?.held ?? []) {
      const job = this.#jobOf(chunk);
      if (!job) continue;
      const lost = chunk.lanes.filter(
        (lane) => job.outstanding.has(lane) && !this.#hasPlace(job, lane),
      );
      job.unassigned.push(...lost);
      job.sizes.push(...lost.map(() => 1));
    }
  }

  /**
   * Adds a method, which continues at `iteration`, in the same round as the one furthest behind.
   * @param {Method} method
   * @param {number} iteration
   * @param {number} work Of an iteration: samples times parameters.
   */
  addMethod(method, iteration, work) {
    if (this.#jobs.has(method)) return;
    const rounds = [...this.#jobs.values()].map((job) => job.round);
    const paused = Number.isFinite(this.#limit);
    const round = paused ? this.#limit : rounds.length > 0 ? Math.min(...rounds) : 0;
    const lanes = { unassigned: [], sizes: [], outstanding: new Set() };
    const job = { method, iteration, work, round, ...lanes };
    this.#jobs.set(method, job);
    beginIteration(job);
  }

  /** Removes a method and discards its unfinished iteration. */
  removeMethod(/** @type {Method} */ method) {
    this.#jobs.delete(method);
  }

  /** Allows any number of rounds. */
  start() {
    this.#limit = Number.POSITIVE_INFINITY;
  }

  /** Allows only the rounds that bring every method level with the one furthest ahead. */
  pause() {
    if (Number.isFinite(this.#limit)) return;
    const reached = [...this.#jobs.values()].map((job) => job.round + Number(isStarted(job)));
    this.#limit = reached.length > 0 ? Math.max(...reached) : 0;
  }

  /** Pauses, then allows one more round. */
  step() {
    this.pause();
    this.#limit += 1;
  }

  /** Whether a method has rounds left to do. */
  get busy() {
    return [...this.#jobs.values()].some((job) => job.round < this.#limit);
  }

  /**
   * Assigns lanes while there are unassigned lanes and free workers.
   * @param {number} now ms
   * @returns {Assignment[]} In the order in which they must be sent.
   */
  assign(now) {
    /** @type {Assignment[]} */
    const assignments = [];
    for (;;) {
      const free = this.#leastLoadedWorker();
      const job = free && this.#nextJob();
      if (!free || !job) return assignments;
      const [id, worker] = free;
      const { method, iteration } = job;
      if (!isStarted(job)) {
        job.sizes = chunkSizes(this.#workers.size, this.#jobs.size, job.work);
      }
      const lanes = job.unassigned.splice(0, job.sizes.shift());
      const chunk = { run: this.#run, method, iteration, lanes };
      if (worker.held.length === 0) worker.since = now;
      worker.held.push(chunk);
      const needsParameters = worker.parametersAt.get(method) !== iteration;
      worker.parametersAt.set(method, iteration);
      assignments.push({ ...chunk, worker: id, needsParameters });
    }
  }

  /**
   * Records that a worker has computed a chunk.
   * @param {number} id
   * @param {Chunk} chunk
   * @param {number} now ms
   * @returns {{needed: number[], complete: boolean, duration: number}} The lanes that are needed;
   *   whether the iteration now has all of its lanes; and how long the worker took, ms.
   */
  accept(id, chunk, now) {
    const worker = this.#workers.get(id);
    const duration = worker ? now - worker.since : 0;
    if (worker) {
      // Workers answer in the order of the assignments.
      worker.held.shift();
      worker.since = now;
    }
    const job = this.#jobOf(chunk);
    const needed = job ? takeNeeded(job, chunk.lanes) : [];
    return { needed, complete: needed.length > 0 && job?.outstanding.size === 0, duration };
  }

  /** Begins the method's next iteration, after all lanes of the last one were used. */
  advance(/** @type {Method} */ method) {
    const job = this.#jobs.get(method);
    if (!job) return;
    job.iteration += 1;
    job.round += 1;
    beginIteration(job);
  }

  /**
   * Workers that have taken too long for a chunk.
   * @param {number} now ms
   * @param {(chunk: Chunk, stale: boolean) => number} timeout How long the chunk may take, ms;
   *   `stale` if it is of a previous run.
   * @returns {number[]}
   */
  overdue(now, timeout) {
    return [...this.#workers]
      .filter(([, { held, since }]) => {
        if (held.length === 0) return false;
        return now - since > timeout(held[0], held[0].run !== this.#run);
      })
      .map(([id]) => id);
  }

  /** Does not count `gap` ms as computing time, as the machine slept. */
  excludeGap(/** @type {number} */ gap) {
    for (const worker of this.#workers.values()) worker.since += gap;
  }

  /** @returns {[number, WorkerEntry] | undefined} */
  #leastLoadedWorker() {
    /** @type {[number, WorkerEntry] | undefined} */
    let best;
    for (const entry of this.#workers) {
      if (entry[1].held.length === MAX_HELD) continue;
      if (!best || comesBefore(entry[1], best[1])) best = entry;
    }
    return best;
  }

  /** @returns {Job | undefined} */
  #nextJob() {
    /** @type {Job | undefined} */
    let best;
    let last = Number.POSITIVE_INFINITY;
    for (const job of this.#jobs.values()) {
      last = Math.min(last, job.round);
      if (job.unassigned.length === 0 || job.round >= this.#limit) continue;
      if (!best || job.round < best.round) best = job;
    }
    return best && best.round <= last + MAX_LEAD ? best : undefined;
  }

  /** Whether a lane of the job's iteration will be assigned, or a worker holds it. @param {Job} job @param {number} lane */
  #hasPlace(job, lane) {
    if (job.unassigned.includes(lane)) return true;
    const held = [...this.#workers.values()].flatMap((worker) => worker.held);
    return held.some((chunk) => this.#jobOf(chunk) === job && chunk.lanes.includes(lane));
  }

  /** The job whose current iteration the chunk belongs to, if any. @param {Chunk} chunk @returns {Job | undefined} */
  #jobOf(chunk) {
    const job = this.#jobs.get(chunk.method);
    return chunk.run === this.#run && job?.iteration === chunk.iteration ? job : undefined;
  }
}

/** @param {Job} job */
function beginIteration(job) {
  job.unassigned = Array.from({ length: LANES }, (_, lane) => lane);
  job.outstanding = new Set(job.unassigned);
}

/** Whether lanes of the current iteration were assigned. @param {Job} job */
function isStarted(job) {
  return job.unassigned.length < LANES;
}

/**
 * The lanes of a result that are needed, which then are no longer outstanding: all of a whole batch while any is, as its
 * sum has no parts.
 * @param {Job} job
 * @param {number[]} lanes
 */
function takeNeeded({ outstanding }, lanes) {
  const isNeeded = isBatch(lanes) && outstanding.size > 0;
  const needed = lanes.filter((lane) => outstanding.delete(lane));
  return isNeeded ? lanes : needed;
}

/** @param {WorkerEntry} worker */
function lanesHeld({ held }) {
  return held.reduce((sum, { lanes }) => sum + lanes.length, 0);
}

/** Whether a worker will need work sooner: it holds fewer lanes, or began them earlier. @param {WorkerEntry} one @param {WorkerEntry} other */
function comesBefore(one, other) {
  const more = lanesHeld(one) - lanesHeld(other);
  return more < 0 || (more === 0 && one.held.length > 0 && one.since < other.since);
}
