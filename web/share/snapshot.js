// What the page shows, as a link.

/** @import {Receipts} from '../engine/types.js' */
/** @import {Playground} from '../element/playground.js' */
/** @import {Link} from './link.js' */
import { proofOf } from './receipts.js';

/**
 * @param {Playground} playground
 * @param {Receipts} [receipts]  how far it is; without them, the link is of a run yet to begin
 * @returns {Link}
 */
export function linkOf(playground, receipts) {
  const { parts, values, methods, history } = playground;
  const { stage, choice } = parts;
  const frozen = !stage.playback.playing && stage.time !== stage.dataTime;
  const shown = receipts?.receipts.filter(({ method }) => methods.includes(method)) ?? [];
  const own = shown.filter(({ iteration, imported }) => iteration > 0 && !imported);
  // Who works with the engine itself may have it go on at another rate.
  const lr = Number(receipts ? (playground.engine.settings.lr ?? values.lr) : values.lr);
  return {
    values: { ...values, lr },
    methods: [...methods],
    exact: choice.exact.checked,
    training: choice.chosen(),
    time: frozen ? Number(stage.time.toFixed(4)) : null,
    ...playground.onDemand.view,
    history: history.at ?? history.awaited,
    at: Object.fromEntries(own.map(({ method, iteration }) => [method, iteration])),
    phases: Object.fromEntries(
      own.flatMap(({ method, phases }) => (phases.length > 0 ? [[method, phases]] : [])),
    ),
    proof: receipts ? proofOf({ ...receipts, receipts: shown }) : null,
  };
}

/**
 * As `linkOf`, for the page itself, which opens settings such as the tutorial's with trained networks: so where a run
 * of them has yet to begin, the link says that it is at 0.
 *
 * @param {Playground} playground
 * @param {Receipts} [receipts]
 * @returns {Link}
 */
export function pageLinkOf(playground, receipts) {
  const link = linkOf(playground, receipts);
  const { trained, iteration } = playground;
  if (!trained.possible || trained.wanted || iteration > 0) return link;
  return { ...link, at: Object.fromEntries(link.training.map((method) => [method, 0])) };
}

/**
 * @param {Link} shown  of a run on its way to where a link is
 * @param {Link} link
 * @returns {Link} as the page shows it, up to there
 */
export function withGoal(shown, { values, training, at, phases, proof }) {
  return { ...shown, values: { ...shown.values, lr: values.lr }, training, at, phases, proof };
}
