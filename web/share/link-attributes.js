// An element whose attributes say more than settings: they are a link's, and so is what becomes of them.

/** @import {Playground} from '../element/playground.js' */
/** @import {Link} from './link.js' */
import { adoptStyle } from '../dom/dom.js';
import { decodeLink } from './link.js';
import { Notice } from './notice.js';
import { compareReceipts } from './receipts.js';
import {
  aim,
  beginAnew,
  freezeAt,
  lastIteration,
  leadsTo,
  repeat,
  takeView,
  verdictOf,
} from './replay.js';
import style from './share.css?raw';

/** Where playgrounds tell how runs came out. @type {WeakMap<Playground, Notice>} */
const notices = new WeakMap();

/**
 * Being led to where `at` is: whether they are to train then, and when they are on their way.
 * @type {WeakMap<Playground, {goesOn: boolean, led: Promise<unknown>}>}
 */
const underway = new WeakMap();

/**
 * @param {Playground} playground  set up already as the other attributes say
 * @param {Record<string, string>} parts  of a link, by name
 * @returns {{wrong: string, rests: boolean}} what is wrong with them, for people; whether `at` is where it begins
 */
export function applyAttributes(playground, parts) {
  const { link, messages } = read(playground, parts);
  takeView(playground, link);
  const leads = lastIteration(link) > 0;
  if (leads) tellAtEnd(playground, link, repeat(playground, link));
  const rests = !leads && Object.keys(link.at).length > 0;
  return { wrong: messages.join(' '), rests };
}

/**
 * As they are from now on. What is wrong changes nothing.
 *
 * @param {Playground} playground
 * @param {Record<string, string>} parts  all that there are now
 * @param {object} change
 * @param {string[]} change.changed  names of those that are other than before
 * @param {boolean} change.trains    whether the figure trains by itself
 * @returns {string} what is wrong with all of them, for people
 */
export function changeAttributes(playground, parts, { changed, trains }) {
  const { link, messages } = read(playground, parts);
  const isSound = (/** @type {string} */ name) => !messages.some((m) => m.startsWith(`${name}: `));
  const news = (/** @type {string[]} */ ...names) => {
    return names.some((name) => changed.includes(name) && isSound(name));
  };
  const { time, history, training } = link;
  if (news('train')) playground.chooseMethods(training);
  if (news('view', 'field')) {
    const before = playground.onDemand.view;
    const view = isSound('view') ? link.view : before.view;
    const field = isSound('field') ? link.field : before.field;
    playground.showView({ view, field });
  }
  if (news('time')) freezeAt(playground, time);
  if (news('history')) playground.history.show(history);
  if (news('at', 'receipt', 'arithmetic') && isSound('at')) lead(playground, link, trains);
  return messages.join(' ');
}

/** @param {Playground} playground @param {Record<string, string>} parts */
function read({ methods, values, training, parts: { choice } }, parts) {
  // On its way to the last rate, a run has another.
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
 * Leads to where `at` is: on from where the run is if it comes by there, else anew; and compares.
 *
 * @param {Playground} playground
 * @param {Link} link
 * @param {boolean} trains
 */
function lead(playground, link, trains) {
  const before = underway.get(playground);
  const goesOn = trains || playground.training.wanted || before?.goesOn === true;
  const mine = { goesOn, led: Promise.resolve() };
  underway.set(playground, mine);
  const isLast = () => underway.get(playground) === mine;
  notices.get(playground)?.show([]);
  playground.training.setTarget(null);
  const leads = Object.keys(link.at).length > 0;
  if (leads) playground.pause();
  const follow = async () => {
    // It may be beginning another run, from which this one is to go on.
    await before?.led;
    if (leads && isLast()) await setOut(playground, link, goesOn, isLast);
    if (isLast()) underway.delete(playground);
  };
  mine.led = follow().catch(() => {}); // Who was asked has told.
}

/**
 * @param {Playground} playground  paused
 * @param {Link} link
 * @param {boolean} goesOn
 * @param {() => boolean} isLast  whether nothing else came to be asked for
 */
async function setOut(playground, link, goesOn, isLast) {
  await playground.engine.pause();
  const own = await playground.engine.receipts();
  const onTheWay = leadsTo(own, link) && !playground.trained.wanted;
  if (isLast() && !onTheWay) await beginAnew(playground, link);
  if (!isLast()) return;
  const comparison = compareReceipts(link, own);
  if (onTheWay && comparison.there) tell(playground, link, comparison);
  else if (lastIteration(link) > 0) {
    tellAtEnd(playground, link, aim(playground, link, onTheWay));
    if (goesOn) playground.train({ patient: true });
  }
}

/** @param {Playground} playground @param {Link} link @param {ReturnType<typeof aim>} arrival */
function tellAtEnd(playground, link, arrival) {
  arrival.then(
    (comparison) => tell(playground, link, comparison),
    () => {}, // The engine has ended.
  );
}

/** @param {Playground} playground @param {Link} link @param {ReturnType<typeof compareReceipts>} comparison */
function tell(playground, link, comparison) {
  if (!link.proof) return;
  const notice = notices.get(playground) ?? new Notice(playground);
  notices.set(playground, notice);
  // What went well is a detail of sharing; what did not is told in any case.
  if (comparison.same) notice.element.dataset.part = 'share';
  else delete notice.element.dataset.part;
  playground.parts.element.prepend(notice.element);
  adoptStyle(notice.element, style);
  notice.show([verdictOf(link, comparison), ...comparison.lines]);
}
