import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TrainingController } from '../../../web/element/training-controller.js';

/** @import {Target} from '../../../web/element/training-controller.js' */

/** Commands to the engine, in order. @type {(string | Target)[]} */
let commands;
/** @type {TrainingController} */
let training;
let iteration = 0;
let failure = '';

const state = () =>
  /** @type {any} */ ({
    run: 1,
    done: false,
    methods: [{ method: 'fm', enabled: true, iteration, done: false, failure }],
  });

/** Starts training, and waits until the engine receives a command. @param {string | Target} command */
async function trainUntil(command) {
  training.setWanted(true);
  await vi.waitFor(() => expect(commands.at(-1)).toEqual(command), 30_000);
}

/** Waits for the replies to commands. */
const replies = () => new Promise((resolve) => setTimeout(resolve, 0));

beforeEach(async () => {
  commands = [];
  iteration = 0;
  failure = '';
  const engine = {
    get state() {
      return state();
    },
    train: () => commands.push('train'),
    pause: async () => commands.push('pause'),
    trainTo: async (/** @type {Target} */ goal) => commands.push(goal),
  };
  training = new TrainingController(/** @type {any} */ (engine), {
    onLockChange: () => {},
    reportFailure: (command) => command,
  });
  training.setVisible(true);
});

afterEach(() => training.dispose()); // Releases the lock for the next test.

/** @param {number} at */
const arrive = (at) => {
  iteration = at;
  return training.update(state());
};

it('trains from stage to stage, and calls continueTraining between them', async () => {
  const onReached = vi.fn();
  const continueTraining = vi.fn(async () => {});
  training.setTarget({ fm: 9 }, onReached, [{ target: { fm: 5 }, lr: 1, continueTraining }]);
  await trainUntil({ fm: 5 });
  expect(arrive(5)).toBe('');
  expect(arrive(5)).toBe('');
  await replies();
  expect(continueTraining).toHaveBeenCalledTimes(1);
  expect(training.wanted).toBe(true);
  expect(commands.at(-1)).toEqual({ fm: 9 });
  expect(onReached).not.toHaveBeenCalled();
  expect(arrive(9)).toBe('target');
  expect(onReached).toHaveBeenCalledTimes(1);
  expect(training.wanted).toBe(false);
});

it('continues after a pause between two stages', async () => {
  training.setTarget({ fm: 9 }, () => {}, [
    { target: { fm: 5 }, lr: 1, continueTraining: async () => {} },
  ]);
  await trainUntil({ fm: 5 });
  arrive(5);
  training.setWanted(false);
  await replies();
  expect(commands.at(-1)).toBe('pause');
  await trainUntil({ fm: 9 });
});

it('stops when a method fails, and when a stage cannot continue', async () => {
  const onReached = vi.fn();
  const continueTraining = async () => {};
  training.setTarget({ fm: 9 }, onReached, [{ target: { fm: 5 }, lr: 1, continueTraining }]);
  await trainUntil({ fm: 5 });
  failure = 'the loss is not finite';
  expect(arrive(3)).not.toBe('');
  expect(onReached).toHaveBeenCalled();
  expect(training.stages).toEqual([]);

  failure = '';
  const refused = {
    target: { fm: 5 },
    lr: 1,
    continueTraining: () => Promise.reject(new Error('refused')),
  };
  training.setTarget({ fm: 9 }, () => {}, [refused]);
  await trainUntil({ fm: 5 });
  arrive(5);
  await replies();
  expect(training.wanted).toBe(false);
});

it('applies another target at once, or none', async () => {
  training.setTarget({ fm: 9 });
  await trainUntil({ fm: 9 });
  training.setTarget({ fm: 20 });
  expect(commands.at(-1)).toEqual({ fm: 20 });
  training.setTarget(null);
  expect(commands.at(-1)).toBe('train');
});

it('stops at once if the target is reached already', async () => {
  iteration = 9;
  const onReached = vi.fn();
  training.setTarget({ fm: 9 }, onReached);
  training.setWanted(true);
  await vi.waitFor(() => expect(onReached).toHaveBeenCalledTimes(1), 30_000);
  expect(training.wanted).toBe(false);
});

it('releases the lock when it is disposed of', async () => {
  await trainUntil('train');
  training.dispose();
  await replies();
  training = new TrainingController(training.engine, {
    onLockChange: () => {},
    reportFailure: training.reportFailure,
  });
  training.setVisible(true);
  commands = [];
  await trainUntil('train');
});
