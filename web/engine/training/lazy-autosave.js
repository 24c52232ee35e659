// Saves the run in this browser. The code that does it is loaded when it is first needed.

/** @import {Keeper, Keeping, Placed, Surroundings} from '../../storage/autosave.js' */
/** @import {CurrentRun} from './current-run.js' */
import { messageOf } from '../../errors.js';
import { InactivityTimeout } from '../watchdog.js';

/** How long loading may take before it is reported, s. */
const LOAD_TIMEOUT = 60;

/** @param {Surroundings} surroundings */
async function loadKeeper(surroundings) {
  const { Keeper } = await import('../../storage/autosave.js');
  return new Keeper(surroundings);
}

/** Does nothing until `keepAt` is called. */
export class LazyAutosave {
  /** @type {Promise<Keeper> | null} */
  #loading = null;
  /** @type {Keeper | null} */
  #keeper = null;

  /**
   * @param {CurrentRun} currentRun
   * @param {(kept: Keeping) => void} onKept
   * @param {() => number} now ms
   * @param {(surroundings: Surroundings) => Promise<Keeper>} [makeKeeper]
   */
  constructor(currentRun, onKept, now, makeKeeper = loadKeeper) {
    this.currentRun = currentRun;
    this.onKept = onKept;
    this.now = now;
    this.makeKeeper = makeKeeper;
  }

  /** Saves runs there from now on; null to stop. @param {Placed | null} placed */
  async keepAt(placed) {
    this.#loading ??= this.#load();
    try {
      this.#keeper = await this.#loading;
    } catch (error) {
      this.#loading = null;
      this.onKept({ savedAt: 0, failure: messageOf(error) });
      return;
    }
    this.#keeper.put(placed);
  }

  #load() {
    const { currentRun } = this;
    const loading = this.makeKeeper({
      keepRun: () => (currentRun.worthKeeping ? currentRun.keep() : null),
      checkpoints: () => currentRun.checkpoints(),
      version: () => currentRun.version,
      tell: this.onKept,
      now: this.now,
    });
    // If it loads after all, the next save reports success.
    const timeout = new InactivityTimeout(LOAD_TIMEOUT, () => {
      this.onKept({ savedAt: 0, failure: `what keeps it has not loaded within ${LOAD_TIMEOUT} s` });
    });
    const stop = () => timeout.stop();
    loading.then(stop, stop);
    return loading;
  }

  /** Another run began. One that has yet to train replaces the saved one. */
  begin() {
    if (!this.currentRun.worthKeeping) this.#keeper?.forget();
  }

  /** An iteration is done. */
  tick() {
    this.#keeper?.tick();
  }

  /** Saves at once, as training has paused. */
  save() {
    this.#keeper?.save();
  }
}
