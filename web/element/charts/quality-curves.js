/** @import {Quality, Subject} from '../../engine/types.js' */
/** @import {Measure} from '../../plot/measures.js' */
/** @import {Curves} from '../../plot/quality-chart.js' */
/** @import {QualityLog} from './quality-log.js' */

/** The places of a measured network on the x axis, and the pinned runs. @typedef {{placeOf: (quality: Quality) => number, pinned: PlacedLine[]}} Along */

/** What was measured of a method in a pinned run, with places on the x axis. @typedef {{number: number, subject: Subject, points: [place: number, quality: Quality][]}} PlacedLine */

/** @type {Along} */
const byIteration = { placeOf: ({ iteration }) => iteration, pinned: [] };

/**
 * A measure against iterations, or other places of them, for samples in a number of steps. The exact flow has neither:
 * its line is level.
 *
 * @param {Measure} measure
 * @param {QualityLog} log
 * @param {readonly Subject[]} subjects
 * @param {number} steps
 * @param {Along} [along]
 * @returns {Curves}
 */
export function curvesByIteration(measure, log, subjects, steps, along = byIteration) {
  const entries = subjects.map((subject) =>
    log.of(subject).filter((entry) => subject === 'exact' || entry.steps === steps),
  );
  const points = entries.map((of, i) => {
    return subjects[i] === 'exact' ? [] : of.map((entry) => point(along.placeOf(entry), entry));
  });
  const shown = along.pinned.filter(({ subject }) => subjects.includes(subject));
  const others = shown.map((line) => {
    return line.points.filter(([, quality]) => quality.steps === steps);
  });
  const places = [...points, ...others].flat().map(([place]) => place);
  const x = [...new Set(places)].sort((a, b) => a - b);
  const lineOf = (/** @type {[number, Quality][]} */ of) => {
    const values = new Map(of.map(([place, entry]) => [place, measure.value(entry)]));
    return x.map((place) => values.get(place) ?? null);
  };
  return {
    x,
    ...curves(measure, subjects, entries, (i) => lineOf(points[i])),
    pinned: shown.map(({ number, subject }, i) => ({ number, subject, line: lineOf(others[i]) })),
  };
}

/** @param {number} place @param {Quality} quality @returns {[number, Quality]} */
const point = (place, quality) => [place, quality];

/**
 * A measure against the numbers of steps measured so far.
 *
 * @param {Measure} measure
 * @param {readonly Quality[]} results  of networks
 * @param {readonly Quality[]} exact    the exact flow's, in any number of steps; the last one is used
 * @param {readonly Subject[]} subjects
 * @returns {Curves}
 */
export function curvesBySteps(measure, results, exact, subjects) {
  const x = [...new Set(results.map(({ steps }) => steps))].sort((a, b) => a - b);
  const entries = subjects.map((subject) =>
    subject === 'exact' ? [...exact] : results.filter((result) => result.subject === subject),
  );
  return {
    x,
    pinned: [],
    ...curves(measure, subjects, entries, (i) =>
      x.map((steps) => {
        const entry = entries[i].find((result) => result.steps === steps);
        return entry ? measure.value(entry) : null;
      }),
    ),
  };
}

/**
 * @param {Measure} measure
 * @param {readonly Subject[]} subjects
 * @param {Quality[][]} entries  by subject
 * @param {(index: number) => (number | null)[]} lineOf  of a subject other than the exact flow
 * @returns {Omit<Curves, 'x' | 'pinned'>}
 */
function curves(measure, subjects, entries, lineOf) {
  const some = entries.flat().at(-1);
  const lines = subjects.map((subject, i) => {
    const level = entries[i].at(-1);
    const line = lineOf(i);
    if (subject !== 'exact') return [subject, line];
    return [subject, line.map(() => (level ? measure.value(level) : null))];
  });
  return {
    lines: Object.fromEntries(lines),
    floor: some && (measure.floor ?? measure.best)?.(some),
    format: measure.format,
  };
}

/**
 * The curves as a table: a row for each x, or for some of them, evenly spaced.
 *
 * @param {Curves} curves
 * @param {readonly Subject[]} subjects
 * @param {(place: number) => string} [placeText]
 * @param {number} [most]
 * @returns {string[][]}
 */
export function tableOf({ x, lines, format }, subjects, placeText = String, most = 12) {
  const stride = Math.max(1, (x.length - 1) / (most - 1));
  const count = Math.min(x.length, most);
  return Array.from({ length: count }, (_, i) => Math.round(i * stride)).map((index) => [
    placeText(x[index]),
    ...subjects.map((subject) => {
      const value = lines[subject]?.slice(0, index + 1).findLast((known) => known !== null);
      return value === undefined || value === null ? '–' : format(value);
    }),
  ]);
}
