// Takes up what a link says beyond the settings: which methods train, the flow time in view, and the run up to
// where the link is.

import { prefersReducedMotion } from '../dom/dom.js';
/** @import {Receipts} from '../engine/types.js' */
/** @import {Playground} from '../element/playground.js' */
/** @import {Link} from './link.js' */
import { continueAtRate, showRate } from '../element/change-learning-rate.js';
import { compareReceipts } from './receipts.js';
import { stagesOf } from './replay-stages.js';

/** How many iterations the link is at; 0 for a run yet to begin. @param {Pick<Link, 'at'>} link */
export const lastIteration = ({ at }) => Math.max(0, ...Object.values(at));

/** Through which its run goes. @param {Link} link */
const stagesIn = (link) => stagesOf(link, Number(link.values.lr));

/**
 * Puts on show which methods train, which networks, and where the flow stands still.
 * @param {Playground} playground
 * @param {Pick<Link, 'training' | 'time' | 'view' | 'field' | 'history'>} link
 */
export function takeView(playground, { training, time, view, field, history }) {
  playground.chooseMethods(training);
  playground.showView({ view, field });
  playground.history.show(history);
  if (time !== null) freezeAt(playground, time);
}

/**
 * @param {Playground} playground
 * @param {number | null} time  flow time t; null: the flow goes on, unless the reader prefers reduced motion
 */
export function freezeAt(playground, time) {
  const { stage } = playground.parts;
  if (time === null) {
    playground.playFlow(!prefersReducedMotion());
    return;
  }
  const freeze = () => {
    playground.playFlow(false);
    stage.seek(stage.dataTime === 1 ? time : 1 - time);
  };
  if (stage.panels.some(({ paths }) => paths)) return freeze();
  // The first paths come once the figure is seen, which is what sets the flow going.
  const stop = playground.engine.on('paths', () => {
    stop();
    freeze();
  });
}

/**
 * Has a run that is at its beginning go to where the link is, once it trains, and rest there.
 * @param {Playground} playground
 * @param {Link} link
 * @returns {Promise<ReturnType<typeof compareReceipts>>} settles when it is there
 */
export function repeat(playground, link) {
  const [{ lr }] = stagesIn(link);
  if (lr !== playground.values.lr) beginAnew(playground, link).catch(() => {}); // The banner tells.
  return aim(playground, link);
}

/**
 * @param {Playground} playground
 * @param {Link} link
 * @returns {Promise<void>} settles when a run is at its beginning, paused, at the link's first learning rate
 */
export async function beginAnew(playground, link) {
  const { training, trained, engine } = playground;
  const [{ lr }] = stagesIn(link);
  if (lr !== playground.values.lr) showRate(playground, lr);
  const left = trained.leave();
  if (left) return left;
  training.ignoreRun(engine.state.run);
  await playground.begin();
}

/**
 * Whether the run comes by where the link is, from where it is now.
 * @param {Receipts} own
 * @param {Pick<Link, 'at' | 'phases'>} link
 */
export function leadsTo({ receipts }, { at, phases }) {
  return receipts.every(({ method, iteration, phases: past }) => {
    const isSame = JSON.stringify(past) === JSON.stringify(phases[method] ?? []);
    return at[method] === undefined || (isSame && iteration <= at[method]);
  });
}

/**
 * Sets the link's iteration as the goal.
 * @param {Playground} playground
 * @param {Link} link
 * @param {boolean} [onTheWay]  with all changes of the learning rate behind it
 * @returns {Promise<ReturnType<typeof compareReceipts>>} settles when training rests there
 */
export function aim(playground, link, onTheWay = false) {
  // Those that rest now may have trained before.
  playground.chooseMethods(link.methods.filter((method) => Number(link.at[method]) > 0));
  const stages = onTheWay ? [] : stagesIn(link);
  const legs = stages.slice(1).map(({ lr }, i) => {
    return {
      target: stages[i].goal,
      lr,
      continueTraining: () => continueAtRate(playground, lr),
    };
  });
  return new Promise((resolve, reject) => {
    const onGoal = () => {
      playground.chooseMethods(link.training);
      // Every rate had a history of its own.
      if (link.history !== null) playground.history.show(link.history);
      const receipts = playground.engine.receipts();
      receipts.then((own) => resolve(compareReceipts(link, own)), reject);
    };
    playground.training.setTarget(link.at, onGoal, legs);
  });
}

/** Through which a link's run went, for people; "" for a single one. @param {Link} link */
export function ratesOf(link) {
  const rates = stagesIn(link).map(({ lr }) => lr);
  if (rates.length === 1) return '';
  return `, at learning rates of ${rates.slice(0, -1).join(', ')} and then ${rates.at(-1)}`;
}

/** For people. @param {Pick<Link, 'at'>} link @param {{same: boolean, there: boolean}} comparison */
export function verdictOf(link, { same, there }) {
  const last = lastIteration(link);
  if (!there) return `The link's run could not be repeated up to iteration ${last}.`;
  return same
    ? `The link's run is repeated, to the bit, up to iteration ${last}.`
    : `The link's run is repeated up to iteration ${last}.`;
}
