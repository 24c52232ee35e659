import { describe, expect, it } from 'vitest';
import {
  curvesByIteration,
  curvesBySteps,
  tableOf,
} from '../../../../web/element/charts/quality-curves.js';
import { QualityLog } from '../../../../web/element/charts/quality-log.js';
import { measureLabel, measures, measureText } from '../../../../web/plot/measures.js';

/** @import {Quality, Subject} from '../../../../web/engine/types.js' */

const [onSupport, , sw2, mapError] = measures;

/** @param {Subject} subject @param {number} iteration @param {number} value @param {number} [steps] @returns {Quality} */
const quality = (subject, iteration, value, steps = 1) => ({
  subject,
  iteration,
  steps,
  onSupport: value,
  onSupportIdeal: 1,
  totalVariation: value,
  totalVariationFloor: 0.02,
  slicedWasserstein: value,
  slicedWassersteinFloor: 0.01,
  flowMapError: value,
});

/** @type {Subject[]} */
const subjects = ['fm', 'imf', 'exact'];

describe('QualityLog', () => {
  it('keeps entries in the order of iterations, without duplicates', () => {
    const log = new QualityLog();
    for (const iteration of [5, 9, 2, 9, 7]) log.add(quality('fm', iteration, iteration / 10));
    log.add(quality('fm', 9, 0.5));
    log.add(quality('fm', 9, 0.6, 4));
    expect(log.of('fm').map((entry) => [entry.iteration, entry.flowMapError])).toEqual([
      [2, 0.2],
      [5, 0.5],
      [7, 0.7],
      [9, 0.5],
      [9, 0.6],
    ]);
    expect(log.of('mf')).toEqual([]);
    log.clear();
    expect(log.of('fm')).toEqual([]);
  });

  it('is bounded, and spans the whole run', () => {
    const log = new QualityLog();
    for (let i = 0; i < 5000; i++) log.add(quality('mf', i, 0));
    const kept = log.of('mf');
    expect(kept.length).toBeLessThanOrEqual(1024);
    expect([kept[0].iteration, kept.at(-1)?.iteration]).toEqual([0, 4999]);
  });
});

describe('curves', () => {
  it('by iteration are of the given number of steps, with a level line for the exact flow', () => {
    const log = new QualityLog();
    log.add(quality('fm', 0, 0.9));
    log.add(quality('fm', 20, 0.8));
    log.add(quality('imf', 10, 0.7));
    log.add(quality('imf', 10, 0.1, 4));
    log.add(quality('exact', 0, 0.05, 40));
    const curves = curvesByIteration(sw2, log, subjects, 1);
    expect(curves.x).toEqual([0, 10, 20]);
    expect(curves.lines).toEqual({
      fm: [0.9, null, 0.8],
      imf: [null, 0.7, null],
      exact: [0.05, 0.05, 0.05],
    });
    expect(curves.floor).toBe(0.01);
    expect(curvesByIteration(onSupport, log, subjects, 1).floor).toBe(1);
    expect(curvesByIteration(sw2, log, subjects, 2).x).toEqual([]);
  });

  it('by seconds have each method’s own places, and those of pinned runs', () => {
    const log = new QualityLog();
    log.add(quality('fm', 10, 0.9));
    log.add(quality('imf', 10, 0.7));
    log.add(quality('exact', 0, 0.05, 40));
    const placeOf = (/** @type {Quality} */ { subject, iteration }) =>
      subject === 'fm' ? iteration / 10 : iteration / 5;
    /** @type {[number, Quality][]} */
    const points = [
      [0.5, quality('imf', 100, 0.6)],
      [2, quality('imf', 400, 0.2)],
      [3, quality('imf', 400, 0.1, 4)],
    ];
    const pinned = [
      { number: 2, subject: /** @type {const} */ ('imf'), points },
      { number: 2, subject: /** @type {const} */ ('mf'), points },
    ];
    const curves = curvesByIteration(sw2, log, subjects, 1, { placeOf, pinned });
    expect(curves.x).toEqual([0.5, 1, 2]);
    expect(curves.lines).toEqual({
      fm: [null, 0.9, null],
      imf: [null, null, 0.7],
      exact: [0.05, 0.05, 0.05],
    });
    expect(curves.pinned).toEqual([{ number: 2, subject: 'imf', line: [0.6, null, 0.2] }]);
    const rows = tableOf(curves, ['fm', 'imf'], (place) => place.toFixed(1));
    expect(rows).toEqual([
      ['0.5', '–', '–'],
      ['1.0', '0.900', '–'],
      ['2.0', '0.900', '0.700'],
    ]);
  });

  it('by steps are of the results so far', () => {
    const results = [
      quality('fm', 3, 0.9, 1),
      quality('imf', 3, 0.4, 1),
      quality('fm', 3, 0.2, 10),
    ];
    const curves = curvesBySteps(mapError, results, [quality('exact', 0, 0, 40)], subjects);
    expect(curves.x).toEqual([1, 10]);
    expect(curves.lines).toEqual({ fm: [0.9, 0.2], imf: [0.4, null], exact: [0, 0] });
    expect(curves.floor).toBeUndefined();
    expect(curvesBySteps(mapError, [], [], subjects).x).toEqual([]);
  });

  it('become tables of a few rows, with the last known values', () => {
    const x = Array.from({ length: 100 }, (_, i) => i);
    const lines = { fm: x.map((i) => (i % 2 === 0 ? i / 100 : null)), imf: x.map(() => null) };
    const curves = { x, lines, pinned: [], floor: undefined, format: onSupport.format };
    const rows = tableOf(curves, ['fm', 'imf'], String, 4);
    expect(rows).toEqual([
      ['0', '0.0 %', '–'],
      ['33', '32.0 %', '–'],
      ['66', '66.0 %', '–'],
      ['99', '98.0 %', '–'],
    ]);
    expect(tableOf({ ...curves, x: [] }, ['fm'])).toEqual([]);
  });
});

describe('measures', () => {
  it('show the value of true samples beside those that have one', () => {
    expect(measures.map(measureLabel)).toEqual([
      'On support',
      'TV (floor)',
      'SW₂ (floor)',
      'Flow-map error',
    ]);
    const texts = measures.map((measure) => measureText(measure, quality('fm', 0, 0.5)));
    expect(texts).toEqual(['50.0 %', '0.500 (0.020)', '0.500 (0.010)', '0.500']);
    expect(measureText(sw2, quality('fm', 0, Number.POSITIVE_INFINITY))).toBe('∞ (0.010)');
  });
});
