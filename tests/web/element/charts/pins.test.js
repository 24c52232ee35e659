import { beforeEach, expect, it } from 'vitest';
import { Pins, pinsOf, placesOf } from '../../../../web/element/charts/pins.js';
import { QualityLog } from '../../../../web/element/charts/quality-log.js';
import { LossTrace } from '../../../../web/plot/loss-trace.js';
import { defaultValues } from '../../../../web/settings/settings.js';

/** @type {any} A run's metrics, as far as pins read them. */
let metrics;
/** @type {Pins} */
let pins;

beforeEach(() => {
  metrics = {
    traces: { fm: new LossTrace(), imf: new LossTrace() },
    qualities: new QualityLog(),
    playground: { values: { ...defaultValues(), iterations: 100 } },
    describeRun: () => 'Defaults',
  };
  pins = new Pins(metrics);
});

/** Trains iMF and measures it at the end. @param {number} iterations @param {number} seconds */
function train(iterations, seconds) {
  metrics.traces.imf.push(Array(iterations).fill(1), seconds);
  const { iteration } = metrics.traces.imf;
  metrics.qualities.add(/** @type {any} */ ({ subject: 'imf', iteration, steps: 1 }));
}

it('keeps places on every axis, whatever the next run is', () => {
  train(10, 4);
  train(10, 5);
  expect(pins.add()).toBe('Run 1 stays in the charts, dotted.');
  metrics.traces.imf.clear();
  metrics.qualities.clear();
  metrics.playground.values = { ...defaultValues(), batch: 8 };
  train(3, 1);
  const [{ qualities, lines }] = pins.runs;
  expect(lines.map(({ method }) => method)).toEqual(['imf']);
  expect(qualities.map(({ method }) => method)).toEqual(['imf']);
  const places = qualities[0].points.map(({ at }) => at);
  expect(places).toEqual([
    { iteration: 10, seconds: expect.closeTo(4, 9), work: expect.closeTo(10 / 5001, 9) },
    { iteration: 20, seconds: 5, work: expect.closeTo(20 / 5001, 9) },
  ]);
  const { work } = placesOf(metrics, 'imf')(3);
  expect(work).toBeCloseTo((3 / 5001) * (8 / 4096), 12);
});

it('refuses to pin nothing, or too many runs', () => {
  expect(pins.add()).toBe('There is nothing to pin before the first iteration.');
  train(1, 1);
  for (const number of [1, 2, 3]) expect(pins.add()).toMatch(`Run ${number} stays`);
  expect(pins.add()).toBe('At most 3 runs can be pinned: unpin one of them first.');
  expect(pins.remove(pins.runs[1])).toBe('Run 2 is gone from the charts.');
  expect(pins.add()).toMatch('Run 4 stays');
  expect(pins.runs.map(({ number }) => number)).toEqual([1, 3, 4]);
});

it('tells its charts, which share it', () => {
  expect(pinsOf(metrics)).toBe(pinsOf(metrics));
  let calls = 0;
  const stop = pins.onChange(() => {
    calls += 1;
  });
  train(1, 1);
  pins.add();
  pins.remove(pins.runs[0]);
  expect(calls).toBe(2);
  stop();
  pins.add();
  expect(calls).toBe(2);
});
