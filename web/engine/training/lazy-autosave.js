// Saves the run in this browser. The code that does it is loaded when it is first needed.

/** @import {Autosave, SaveReport, SaveTarget, AutosaveOptions} from '../../storage/autosave.js' */
/** @import {CurrentRun} from './current-run.js' */
import { messageOf } from '../../errors.js';
import { InactivityTimeout } from '../watchdog.js';

/** How long loading may take before it is reported, s. */
const LOAD_TIMEOUT = 60;

/** @param {AutosaveOptions} options */
async function loadAutosave(options) {
  const { Autosave } = await import('../../storage/autosave.js');
  return new Autosave(options);
}

/** Does nothing until `keepAt` is called. */
export class LazyAutosave {
  /** @type {Promise<Autosave> | null} */
  #loading = null;
  /** @type {Autosave | null} */
  #autosave = null;

  /**
   * @param {CurrentRun} currentRun
   * @param {(kept: SaveReport) => void} onKept
   * @param {() => number} now ms
   * @param {(options: AutosaveOptions) => Promise<Autosave>} [makeAutosave]
   */
  constructor(currentRun, onKept, now, makeAutosave = loadAutosave) {
    this.currentRun = currentRun;
    this.onKept = onKept;
    this.now = now;
    this.makeAutosave = makeAutosave;
  }

  /** Saves runs there from now on; null to stop. @param {SaveTarget | null} placed */
  async keepAt(placed) {
    this.#loading ??= this.#load();
    try {
      this.#autosave = await this.#loading;
    } catch (error) {
      this.#loading = null;
      this.onKept({ savedAt: 0, failure: messageOf(error) });
      return;
    }
    this.#autosave.saveTo(placed);
  }

  #load() {
    const { currentRun } = this;
    const loading = this.makeAutosave({
      keepRun: () => (currentRun.worthKeeping ? currentRun.keep() : null),
      checkpoints: () => currentRun.checkpoints(),
      version: () => currentRun.version,
      report: this.onKept,
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
    if (!this.currentRun.worthKeeping) this.#autosave?.forget();
  }

  /** An iteration is done. */
  tick() {
    this.#autosave?.tick();
  }

  /** Saves at once, as training has paused. */
  save() {
    this.#autosave?.save();
  }
}
