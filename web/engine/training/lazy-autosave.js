// Keeping the run in this browser, from the conductor's side: what keeps it loads when it is asked for.

/** @import {Autosave, AutosaveOptions, SaveReport, SaveTarget} from '../../storage/autosave.js' */
/** @import {Runs} from './current-run.js' */
import { messageOf } from '../../errors.js';
import { Patience } from '../watchdog.js';

/** What keeps may take so long to load before that is told, s. */
const LOADING = 60;

/** @param {AutosaveOptions} options */
async function loadAutosave(options) {
  const { Autosave } = await import('../../storage/autosave.js');
  return new Autosave(options);
}

export class Keeping {
  /** @type {Promise<Autosave> | null} */
  #loading = null;
  /** @type {Autosave | null} */
  #autosave = null;

  /**
   * @param {Runs} runs
   * @param {(kept: SaveReport) => void} tell
   * @param {() => number} now ms
   * @param {(options: AutosaveOptions) => Promise<Autosave>} [makeAutosave]
   */
  constructor(runs, tell, now, makeAutosave = loadAutosave) {
    this.runs = runs;
    this.tell = tell;
    this.now = now;
    this.makeAutosave = makeAutosave;
  }

  /** From now on runs are kept there; with null, no more. @param {SaveTarget | null} placed */
  async keepAt(placed) {
    this.#loading ??= this.#load();
    try {
      this.#autosave = await this.#loading;
    } catch (error) {
      this.#loading = null;
      this.tell({ savedAt: 0, failure: messageOf(error) });
      return;
    }
    this.#autosave.saveTo(placed);
  }

  #load() {
    const { runs } = this;
    const loading = this.makeAutosave({
      keepRun: () => (runs.worthKeeping ? runs.keep() : null),
      checkpoints: () => runs.checkpoints(),
      version: () => runs.version,
      report: this.tell,
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
    if (!this.runs.worthKeeping) this.#autosave?.forget();
  }

  /** An iteration is done. */
  tick() {
    this.#autosave?.tick();
  }

  /** Now, as training rests. */
  save() {
    this.#autosave?.save();
  }
}
