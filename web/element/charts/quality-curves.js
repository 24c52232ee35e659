/** @import {Quality, Subject} from '../../engine/types.js' */
/** @import {Measure} from '../../plot/measures.js' */
/** @import {Curves} from '../../plot/quality-chart.js' */
/** @import {QualityLog} from './quality-log.js' */

/**
 * A measure against iterations, for samples in a number of steps. The exact flow has neither: its line is level.
 *
 * @param {Measure} measure
 * @param {QualityLog} log
 * @param {readonly Subject[]} subjects
 * @param {number} steps
 * @returns {Curves}
 */
export function curvesByIteration(measure, log, subjects, steps) {
  const entries = subjects.map((subject) =>
    log.of(subject).filter((entry) => subject === 'exact' || entry.steps === steps),
  );
  const trained = entries.filter((_, i) => subjects[i] !== 'exact');
  const x = [...new Set(trained.flat().map(({ iteration }) => iteration))].sort((a, b) => a - b);
  const at = (/** @type {Quality[]} */ of) =>
    new Map(of.map((entry) => [entry.iteration, measure.value(entry)]));
  return {
    x,
    ...curves(measure, subjects, entries, (i) => {
      const values = at(entries[i]);
      return x.map((iteration) => values.get(iteration) ?? null);
    }),
  };
}

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
 * @returns {Omit<Curves, 'x'>}
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
 * @param {number} [most]
 * @returns {string[][]}
 */
export function tableOf({ x, lines, format }, subjects, most = 12) {
  const stride = Math.max(1, (x.length - 1) / (most - 1));
  const count = Math.min(x.length, most);
  return Array.from({ length: count }, (_, i) => Math.round(i * stride)).map((index) => [
    String(x[index]),
    ...subjects.map((subject) => {
      const value = lines[subject]?.slice(0, index + 1).findLast((known) => known !== null);
      return value === undefined || value === null ? '–' : format(value);
    }),
  ]);
}
