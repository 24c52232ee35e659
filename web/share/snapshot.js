// The link of what a playground displays.

/** @import {Receipts} from '../engine/types.js' */
/** @import {Playground} from '../element/playground.js' */
/** @import {Link} from './link.js' */
import { proofOf } from './receipts.js';

/**
 * @param {Playground} playground
 * @param {Receipts} [receipts]  for the run's progress; without them, the link is of a run that has yet to begin
 * @returns {Link}
 */
export function linkOf(playground, receipts) {
  const { parts, values, methods, history } = playground;
  const { stage, choice } = parts;
  const frozen = !stage.playback.playing && stage.time !== stage.dataTime;
  const shown = receipts?.receipts.filter(({ method }) => methods.includes(method)) ?? [];
  const own = shown.filter(({ iteration, imported }) => iteration > 0 && !imported);
  // A script may have changed the engine's learning rate.
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
 * As `linkOf`, for the page itself. The page opens the tutorial's settings with trained networks, so the link of a run of
 * these settings that has yet to begin says "at=0".
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
 * @param {Link} shown  of a run that repeats another link's
 * @param {Link} link  the other link
 * @returns {Link} what is displayed, with the other link's progress
 */
export function withTarget(shown, { values, training, at, phases, proof }) {
  return { ...shown, values: { ...shown.values, lr: values.lr }, training, at, phases, proof };
}
