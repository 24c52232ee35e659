// Attributes of an element that are parts of a link beyond settings: where a run is, and what is displayed.

/** @import {Playground} from '../element/playground.js' */
/** @import {Link} from './link.js' */
import { adoptStyle } from '../dom/dom.js';
import { decodeLink } from './decode-link.js';
import { Notice } from './notice.js';
import { compareReceipts } from './receipts.js';
import {
  applyView,
  canReach,
  freezeAt,
  lastIteration,
  repeatRun,
  restart,
  trainToLink,
  verdictOf,
} from './replay.js';
import style from './share.css?inline';

/** Notices with the results of comparisons. @type {WeakMap<Playground, Notice>} */
const notices = new WeakMap();

/**
 * Changes of `at` that are being followed; trains: whether to train then; done: settles when training has begun.
 * @type {WeakMap<Playground, {trains: boolean, done: Promise<unknown>}>}
 */
const pending = new WeakMap();

/**
 * Applies the attributes of a new element.
 *
 * @param {Playground} playground  with the other attributes applied
 * @param {Record<string, string>} parts  of a link, by name
 * @returns {{wrong: string, rests: boolean}} wrong: what is wrong with them, to be shown; rests: `at` is iteration 0
 */
export function applyAttributes(playground, parts) {
  const { link, messages } = read(playground, parts);
  applyView(playground, link);
  const trains = lastIteration(link) > 0;
  if (trains) reportWhenReached(playground, link, repeatRun(playground, link));
  const rests = !trains && Object.keys(link.at).length > 0;
  return { wrong: messages.join(' '), rests };
}

/**
 * Applies changed attributes. Invalid ones change nothing.
 *
 * @param {Playground} playground
 * @param {Record<string, string>} parts  all current ones
 * @param {object} change
 * @param {string[]} change.changed  names of the changed ones
 * @param {boolean} change.trains    whether the element trains by itself
 * @returns {string} what is wrong with any of them, to be shown
 */
export function changeAttributes(playground, parts, { changed, trains }) {
  const { link, messages } = read(playground, parts);
  const isValid = (/** @type {string} */ name) => !messages.some((m) => m.startsWith(`${name}: `));
  const hasChanged = (/** @type {string[]} */ ...names) => {
    return names.some((name) => changed.includes(name) && isValid(name));
  };
  const { time, history, training } = link;
  if (hasChanged('train')) playground.chooseMethods(training);
  if (hasChanged('view', 'field')) {
    const before = playground.onDemand.view;
    const view = isValid('view') ? link.view : before.view;
    const field = isValid('field') ? link.field : before.field;
    playground.showView({ view, field });
  }
  if (hasChanged('time')) freezeAt(playground, time);
  if (hasChanged('history')) playground.history.show(history);
  if (hasChanged('at', 'receipt', 'arithmetic') && isValid('at'))
    followLink(playground, link, trains);
  return messages.join(' ');
}

/** @param {Playground} playground @param {Record<string, string>} parts */
function read({ methods, values, training, parts: { choice } }, parts) {
  // Before its last stage, a run has another learning rate than the link.
  const last = { ...values, lr: training.stages.at(-1)?.lr ?? values.lr };
  const settings = Object.entries(last).map(([name, value]) => [name, String(value)]);
  const panels = choice.exact.checked ? [...methods, 'exact'] : methods;
  const entries = [...settings, ['method', panels.join()], ...Object.entries(parts)];
  const { link, messages } = decodeLink(new URLSearchParams(entries).toString());
  const alone = ['receipt', 'arithmetic'].find((name) => name in parts && !('at' in parts));
  if (alone) messages.push(`${alone}: it is of a run up to the iteration "at", which is missing.`);
  return { link, messages };
}

/**
 * Trains up to the link's iteration, from the present one if the run can reach it, else from the beginning; then
 * compares receipts.
 *
 * @param {Playground} playground
 * @param {Link} link
 * @param {boolean} trains
 */
function followLink(playground, link, trains) {
  const before = pending.get(playground);
  const mine = {
    trains: trains || playground.training.wanted || before?.trains === true,
    done: Promise.resolve(),
  };
  pending.set(playground, mine);
  const isLatest = () => pending.get(playground) === mine;
  notices.get(playground)?.show([]);
  playground.training.setTarget(null);
  const hasTarget = Object.keys(link.at).length > 0;
  if (hasTarget) playground.pause();
  const follow = async () => {
    // It may be beginning a run that this link can continue.
    await before?.done;
    if (hasTarget && isLatest()) await trainOrCompare(playground, link, mine.trains, isLatest);
    if (isLatest()) pending.delete(playground);
  };
  mine.done = follow().catch(() => {}); // The playground's banner shows the error.
}

/**
 * @param {Playground} playground  paused
 * @param {Link} link
 * @param {boolean} trains
 * @param {() => boolean} isLatest  false once `at` has changed again
 */
async function trainOrCompare(playground, link, trains, isLatest) {
  await playground.engine.pause();
  const own = await playground.engine.receipts();
  const continues = canReach(own, link) && !playground.trained.wanted;
  if (isLatest() && !continues) await restart(playground, link);
  if (!isLatest()) return;
  const comparison = compareReceipts(link, own);
  if (continues && comparison.there) showComparison(playground, link, comparison);
  else if (lastIteration(link) > 0) {
    reportWhenReached(playground, link, trainToLink(playground, link, continues));
    if (trains) playground.train({ patient: true });
  }
}

/** @param {Playground} playground @param {Link} link @param {ReturnType<typeof trainToLink>} reached */
function reportWhenReached(playground, link, reached) {
  reached.then(
    (comparison) => showComparison(playground, link, comparison),
    () => {}, // The engine was disposed of.
  );
}

/** @param {Playground} playground @param {Link} link @param {ReturnType<typeof compareReceipts>} comparison */
function showComparison(playground, link, comparison) {
  if (!link.proof) return;
  const notice = notices.get(playground) ?? new Notice(playground);
  notices.set(playground, notice);
  // A success is a detail of the part "share", which may be hidden; a failure is always shown.
  if (comparison.same) notice.element.dataset.part = 'share';
  else delete notice.element.dataset.part;
  playground.parts.element.prepend(notice.element);
  adoptStyle(notice.element, style);
  notice.show([verdictOf(link, comparison), ...comparison.lines]);
}
