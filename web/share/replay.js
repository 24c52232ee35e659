// Applies the parts of a link beyond the settings: which methods train, what is displayed, and the run up to the link's
// iteration.

import { prefersReducedMotion } from '../dom/dom.js';
/** @import {Receipts} from '../engine/types.js' */
/** @import {Playground} from '../element/playground.js' */
/** @import {Link} from './link.js' */
import { continueAtRate, showRate } from '../element/change-learning-rate.js';
import { compareReceipts } from './receipts.js';
import { stagesOf } from './replay-stages.js';

/** The link's iteration, of the method that is ahead; 0 for a run that has yet to begin. @param {Pick<Link, 'at'>} link */
export const lastIteration = ({ at }) => Math.max(0, ...Object.values(at));

/** Stages of the link's run. @param {Link} link */
const stagesIn = (link) => stagesOf(link, Number(link.values.lr));

/**
 * Applies what is displayed: the methods that train, the view, the networks, and the flow time.
 * @param {Playground} playground
 * @param {Pick<Link, 'training' | 'time' | 'view' | 'field' | 'history'>} link
 */
export function applyView(playground, { training, time, view, field, history }) {
  playground.chooseMethods(training);
  playground.showView({ view, field });
  playground.history.show(history);
  if (time !== null) freezeAt(playground, time);
}

/**
 * @param {Playground} playground
 * @param {number | null} time  flow time t; null: the flow plays, unless the reader prefers reduced motion
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
  // The first paths arrive once the element is visible, and the flow starts with them.
  const stop = playground.engine.on('paths', () => {
    stop();
    freeze();
  });
}

/**
 * Makes a run at iteration 0 stop at the link's iteration, once it trains.
 * @param {Playground} playground
 * @param {Link} link
 * @returns {Promise<ReturnType<typeof compareReceipts>>} resolves there
 */
export function repeatRun(playground, link) {
  const [{ lr }] = stagesIn(link);
  if (lr !== playground.values.lr) restart(playground, link).catch(() => {}); // The banner shows the error.
  return trainToLink(playground, link);
}

/**
 * Begins a new run at the link's first learning rate, paused.
 * @param {Playground} playground
 * @param {Link} link
 * @returns {Promise<void>}
 */
export async function restart(playground, link) {
  const { training, trained, engine } = playground;
  const [{ lr }] = stagesIn(link);
  if (lr !== playground.values.lr) showRate(playground, lr);
  const left = trained.leave();
  if (left) return left;
  training.ignoreRun(engine.state.run);
  await playground.begin();
}

/**
 * Whether a run reaches the link's iteration by training on, with the same learning rates.
 * @param {Receipts} own  of the run
 * @param {Pick<Link, 'at' | 'phases'>} link
 */
export function canReach({ receipts }, { at, phases }) {
  return receipts.every(({ method, iteration, phases: past }) => {
    const isSame = JSON.stringify(past) === JSON.stringify(phases[method] ?? []);
    return at[method] === undefined || (isSame && iteration <= at[method]);
  });
}

/**
 * Makes training stop at the link's iteration.
 * @param {Playground} playground
 * @param {Link} link
 * @param {boolean} [inLastStage]  whether the run has the link's last learning rate already
 * @returns {Promise<ReturnType<typeof compareReceipts>>} resolves when training pauses there
 */
export function trainToLink(playground, link, inLastStage = false) {
  // Methods that no longer train at the end may have trained before.
  playground.chooseMethods(link.methods.filter((method) => Number(link.at[method]) > 0));
  const all = inLastStage ? [] : stagesIn(link);
  const stages = all.slice(1).map(({ lr }, i) => {
    return { target: all[i].target, lr, continueTraining: () => continueAtRate(playground, lr) };
  });
  return new Promise((resolve, reject) => {
    const onTarget = () => {
      playground.chooseMethods(link.training);
      // The engine's run at each learning rate has a history of its own.
      if (link.history !== null) playground.history.show(link.history);
      const receipts = playground.engine.receipts();
      receipts.then((own) => resolve(compareReceipts(link, own)), reject);
    };
    playground.training.setTarget(link.at, onTarget, stages);
  });
}

/** The learning rates of a link's run, to be shown; "" for a single one. @param {Link} link */
export function ratesOf(link) {
  const rates = stagesIn(link).map(({ lr }) => lr);
  if (rates.length === 1) return '';
  return `, at learning rates of ${rates.slice(0, -1).join(', ')} and then ${rates.at(-1)}`;
}

/** The result of a comparison, to be shown. @param {Pick<Link, 'at'>} link @param {{same: boolean, there: boolean}} comparison */
export function verdictOf(link, { same, there }) {
  const last = lastIteration(link);
  if (!there) return `The link's run could not be repeated up to iteration ${last}.`;
  return same
    ? `The link's run is repeated, to the bit, up to iteration ${last}.`
    : `The link's run is repeated up to iteration ${last}.`;
}
