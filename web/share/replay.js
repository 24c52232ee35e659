// Takes up what a link says beyond the settings: which methods train, the flow time in view, and the run up to
// where the link is.

/** @import {Playground} from '../element/playground.js' */
/** @import {Link} from './link.js' */
import { compareReceipts } from './receipts.js';

/** How many iterations the link is at; 0 for a run yet to begin. @param {Link} link */
export const lastIteration = ({ at }) => Math.max(0, ...Object.values(at));

/**
 * Puts on show which methods train and where the flow stands still.
 * @param {Playground} playground
 * @param {Pick<Link, 'training' | 'time' | 'view' | 'field'>} link
 */
export function takeView(playground, { training, time, view, field }) {
  playground.chooseMethods(training);
  if (Object.keys(view).length > 0 || field) playground.showView({ view, field });
  if (time === null) return;
  // The first paths come once the figure is seen, which is what sets the flow going.
  const stop = playground.engine.on('paths', () => {
    stop();
    const { stage } = playground.parts;
    playground.playFlow(false);
    stage.seek(stage.dataTime === 1 ? time : 1 - time);
  });
}

/**
 * Has training go to where the link is, and rest there.
 * @param {Playground} playground
 * @param {Link} link
 * @returns {Promise<ReturnType<typeof compareReceipts>>} settles when it is there
 */
export function repeat(playground, link) {
  // Those that rest now may have trained before.
  playground.chooseMethods(link.methods.filter((method) => Number(link.at[method]) > 0));
  return new Promise((resolve, reject) => {
    playground.training.setGoal(link.at, () => {
      playground.chooseMethods(link.training);
      const receipts = playground.engine.receipts();
      receipts.then((own) => resolve(compareReceipts(link, own)), reject);
    });
  });
}

/** For people. @param {Link} link @param {boolean} same */
export function verdictOf(link, same) {
  const last = lastIteration(link);
  return same
    ? `The link's run is repeated, to the bit, up to iteration ${last}.`
    : `The link's run is repeated up to iteration ${last}.`;
}
