// The links of tests/golden/links.json, which the command line reads, too (tests/native/cli/share_link_test.cc):
// what this page writes, and what it makes of damaged ones.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Engine, METHODS } from '../../../web/engine/engine.js';
import { nodeHost } from '../../../web/engine/node-host.js';
import { settings } from '../../../web/settings.js';
import { decodeLink, defaultLink, encodeLink } from '../../../web/share/link.js';

/** @import {Method} from '../../../web/engine/types.js' */
/** @import {Link} from '../../../web/share/link.js' */

/**
 * @typedef {Omit<Link, 'proof'> & {about: string, text: string, proof: any, runs: Partial<Record<Method, number>>}} Golden
 *   values: those that are not at their defaults; runs: what the command line trains, and how far
 */
/** @typedef {{text: string, values: Link['values'], messages: string[], program: string}} Damaged */

const file = new URL('../../golden/links.json', import.meta.url);
/** @type {{links: Golden[], damaged: Damaged[]}} */
const golden = JSON.parse(readFileSync(file, 'utf8'));
const { values: defaults } = defaultLink();

/** JSON has no NaN. @param {Omit<Golden, 'text' | 'about'>} golden @returns {Link} */
function linkOf({ values, methods, exact, training, time, view = {}, field = null, at, proof }) {
  const shown = { methods, exact, training, time, view, field };
  const whole = { values: { ...defaults, ...values }, ...shown, at };
  if (!proof) return { ...whole, proof };
  const entries = Object.entries(proof.methods).map(([method, one]) => {
    return [method, { ...one, loss: one.loss ?? Number.NaN }];
  });
  return { ...whole, proof: { ...proof, methods: Object.fromEntries(entries) } };
}

it.each(golden.links)('the page writes and reads $about', ({ text, ...rest }) => {
  const link = linkOf(rest);
  expect(encodeLink(link)).toBe(text);
  expect(decodeLink(text)).toEqual({ link, messages: [] });
});

it('every method and every setting is in some of them', () => {
  const said = new Set(golden.links.flatMap(({ values }) => Object.keys(values)));
  expect(settings.map(({ name }) => name).filter((name) => !said.has(name))).toEqual([]);
  const methods = golden.links.flatMap(({ runs }) => Object.keys(runs));
  expect(new Set(methods)).toEqual(new Set(METHODS));
});

it.each(golden.damaged)('the page takes what is right of $text', ({ text, values, messages }) => {
  const read = decodeLink(text);
  expect(read.messages).toEqual(messages);
  expect(read.link.values).toEqual({ ...defaults, ...values });
});

it('receipts of the run that can be repeated are those of its run', {
  timeout: 60_000,
}, async () => {
  const { values, at, proof } = golden.links[golden.links.length - 1];
  const engine = new Engine({ host: nodeHost, workers: 2 });
  try {
    await engine.configure(values);
    engine.setMethods(/** @type {Method[]} */ (Object.keys(at)));
    await engine.trainTo(at);
    const { arithmetic, receipts } = await engine.receipts();
    expect(arithmetic).toBe(proof.arithmetic);
    const own = receipts.map(({ method, receipt, loss }) => {
      return [method, { receipt, loss: Number(loss.toPrecision(6)) }];
    });
    expect(Object.fromEntries(own)).toEqual(proof.methods);
  } finally {
    engine.dispose();
  }
});
