import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Training } from '../../../web/element/training.js';

/** @import {Goal} from '../../../web/element/training.js' */

/** What the engine was asked for, in order. @type {(string | Goal)[]} */
let asked;
/** @type {Training} */
let training;
let iteration = 0;
let failure = '';

const state = () =>
  /** @type {any} */ ({
    run: 1,
    done: false,
    methods: [{ method: 'fm', enabled: true, iteration, done: false, failure }],
  });

/** Wanted, it asks for its turn, and then for that. @param {string | Goal} what */
async function wantFor(what) {
  training.want(true);
  await vi.waitFor(() => expect(asked.at(-1)).toEqual(what));
}

/** Lets what was asked for be answered. */
const answers = () => new Promise((resolve) => setTimeout(resolve, 0));

beforeEach(async () => {
  asked = [];
  iteration = 0;
  failure = '';
  const engine = {
    get state() {
      return state();
    },
    train: () => asked.push('train'),
    pause: async () => asked.push('pause'),
    trainTo: async (/** @type {Goal} */ goal) => asked.push(goal),
  };
  training = new Training(/** @type {any} */ (engine), {
    onTurn: () => {},
    guard: (command) => command,
  });
  training.setSeen(true);
});

afterEach(() => training.dispose()); // Its turn is the next one's.

it('leaves its turn to others in the end', async () => {
  await wantFor('train');
  training.dispose();
  await answers();
  training = new Training(training.engine, { onTurn: () => {}, guard: training.guard });
  training.setSeen(true);
  asked = [];
  await wantFor('train');
});
