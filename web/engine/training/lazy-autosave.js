// Keeping the run in this browser, from the conductor's side: what keeps it loads when it is asked for.

/** @import {Keeper, Keeping as Kept, Placed, Surroundings} from '../../storage/autosave.js' */
/** @import {Runs} from './current-run.js' */
import { messageOf } from '../../errors.js';
import { Patience } from '../watchdog.js';

/** What keeps may take so long to load before that is told, s. */
const LOADING = 60;

/** @param {Surroundings} surroundings */
async function loadKeeper(surroundings) {
  const { Keeper } = await import('../../storage/autosave.js');
  return new Keeper(surroundings);
}

export class Keeping {
  /** @type {Promise<Keeper> | null} */
  #loading = null;
  /** @type {Keeper | null} */
  #keeper = null;

  /**
   * @param {Runs} runs
   * @param {(kept: Kept) => void} tell
   * @param {() => number} now ms
   * @param {(surroundings: Surroundings) => Promise<Keeper>} [makeKeeper]
   */
  constructor(runs, tell, now, makeKeeper = loadKeeper) {
    this.runs = runs;
    this.tell = tell;
    this.now = now;
    this.makeKeeper = makeKeeper;
  }

  /** From now on runs are kept there; with null, no more. @param {Placed | null} placed */
  async keepAt(placed) {
    this.#loading ??= this.#load();
    try {
      this.#keeper = await this.#loading;
    } catch (error) {
      this.#loading = null;
      this.tell({ savedAt: 0, failure: messageOf(error) });
      return;
    }
    this.#keeper.put(placed);
  }

  #load() {
    const { runs } = this;
    const loading = this.makeKeeper({
      keepRun: () => (runs.worthKeeping ? runs.keep() : null),
      checkpoints: () => runs.checkpoints(),
      version: () => runs.version,
      tell: this.tell,
      now: this.now,
    });
    // Should it come after all, a run that is kept then tells so.
    const patience = new Patience(LOADING, () => {
      this.tell({ savedAt: 0, failure: `what keeps it has not loaded within ${LOADING} s` });
    });
    const stop = () => patience.stop();
    loading.then(stop, stop);
    return loading;
  }

  /** Another run began; one that has yet to train takes the kept one's place. */
  begin() {
    if (!this.runs.worthKeeping) this.#keeper?.forget();
  }

  /** An iteration is done. */
  tick() {
    this.#keeper?.tick();
  }

  /** Now, as training rests. */
  save() {
    this.#keeper?.save();
  }
}
