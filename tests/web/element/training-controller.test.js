import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Training } from '../../../web/element/training-controller.js';

/** @import {Goal} from '../../../web/element/training-controller.js' */

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

/** @param {number} at */
const arrive = (at) => {
  iteration = at;
  return training.follow(state());
};

it('goes from leg to leg, and does what is to be done between them', async () => {
  const onGoal = vi.fn();
  const goOn = vi.fn(async () => {});
  training.setGoal({ fm: 9 }, onGoal, [{ goal: { fm: 5 }, lr: 1, goOn }]);
  await wantFor({ fm: 5 });
  expect(arrive(5)).toBe('');
  expect(arrive(5)).toBe('');
  await answers();
  expect(goOn).toHaveBeenCalledTimes(1);
  expect(training.wanted).toBe(true);
  expect(asked.at(-1)).toEqual({ fm: 9 });
  expect(onGoal).not.toHaveBeenCalled();
  expect(arrive(9)).toBe('goal');
  expect(onGoal).toHaveBeenCalledTimes(1);
  expect(training.wanted).toBe(false);
});

it('that was paused between legs goes on when it is wanted again', async () => {
  training.setGoal({ fm: 9 }, () => {}, [{ goal: { fm: 5 }, lr: 1, goOn: async () => {} }]);
  await wantFor({ fm: 5 });
  arrive(5);
  training.want(false);
  await answers();
  expect(asked.at(-1)).toBe('pause');
  await wantFor({ fm: 9 });
});

it('rests where it cannot go on, and where a leg fails', async () => {
  const onGoal = vi.fn();
  const goOn = async () => {};
  training.setGoal({ fm: 9 }, onGoal, [{ goal: { fm: 5 }, lr: 1, goOn }]);
  await wantFor({ fm: 5 });
  failure = 'the loss is not finite';
  expect(arrive(3)).not.toBe('');
  expect(onGoal).toHaveBeenCalled();
  expect(training.legs).toEqual([]);

  failure = '';
  const refused = { goal: { fm: 5 }, lr: 1, goOn: () => Promise.reject(new Error('refused')) };
  training.setGoal({ fm: 9 }, () => {}, [refused]);
  await wantFor({ fm: 5 });
  arrive(5);
  await answers();
  expect(training.wanted).toBe(false);
});

it('takes another goal at once, or none', async () => {
  training.setGoal({ fm: 9 });
  await wantFor({ fm: 9 });
  training.setGoal({ fm: 20 });
  expect(asked.at(-1)).toEqual({ fm: 20 });
  training.setGoal(null);
  expect(asked.at(-1)).toBe('train');
});

it('rests at once where it is at its goal already', async () => {
  iteration = 9;
  const onGoal = vi.fn();
  training.setGoal({ fm: 9 }, onGoal);
  training.want(true);
  await vi.waitFor(() => expect(onGoal).toHaveBeenCalledTimes(1));
  expect(training.wanted).toBe(false);
});

it('leaves its turn to others in the end', async () => {
  await wantFor('train');
  training.dispose();
  await answers();
  training = new Training(training.engine, { onTurn: () => {}, guard: training.guard });
  training.setSeen(true);
  asked = [];
  await wantFor('train');
});
