// Encodes and decodes the links of tests/golden/links.json, damaged ones included. The command line reads the same links
// (tests/native/cli/share_link_test.cc).

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { nodeHost } from '../../../web/engine/client/node-host.js';
import { METHODS } from '../../../web/engine/methods.js';
import { settings } from '../../../web/settings/settings.js';
import { decodeLink } from '../../../web/share/decode-link.js';
import { defaultLink, encodeLink } from '../../../web/share/link.js';
import { linkIn } from '../../../web/share/link-in.js';
import { plainHost, repeatInNode } from '../../browser/engine-runs.js';

/** @import {Method} from '../../../web/engine/types.js' */
/** @import {Link} from '../../../web/share/link.js' */

/**
 * @typedef {Omit<Link, 'proof'> & {about: string, text: string, proof: any, repeats?: boolean, runs: Partial<Record<Method, number>>}} Golden
 *   values: those that are not defaults; repeats: whether the run is short enough to be repeated here, and its receipts
 *   are real; runs: the iterations that the command line trains, by method
 */
/** @typedef {{text: string, values: Link['values'], messages: string[], program: string}} Damaged */

const file = new URL('../../golden/links.json', import.meta.url);
/**
 * passed_on: addresses that all mean the same link, its `text`; foreign: addresses without a link
 * @type {{links: Golden[], damaged: Damaged[], passed_on: {text: string, addresses: string[]}, foreign: string[]}}
 */
const golden = JSON.parse(readFileSync(file, 'utf8'));
const { values: defaults } = defaultLink();

/** JSON has no NaN. @param {Omit<Golden, 'text' | 'about'>} golden @returns {Link} */
function linkOf({ values, view = {}, field = null, history = null, phases = {}, proof, ...rest }) {
  const { methods, exact, training, time, at } = rest;
  const shown = { methods, exact, training, time, view, field, history };
  const whole = { values: { ...defaults, ...values }, ...shown, at, phases };
  if (!proof) return { ...whole, proof };
  const entries = Object.entries(proof.methods).map(([method, one]) => {
    return [method, { ...one, loss: one.loss ?? Number.NaN }];
  });
  return { ...whole, proof: { ...proof, methods: Object.fromEntries(entries) } };
}

it.each(golden.links)('encodes and decodes $about', ({ text, ...rest }) => {
  const link = linkOf(rest);
  expect(encodeLink(link)).toBe(text);
  expect(decodeLink(text)).toEqual({ link, messages: [] });
});

it('has every method and every setting in some link', () => {
  const named = new Set(golden.links.flatMap(({ values }) => Object.keys(values)));
  expect(settings.map(({ name }) => name).filter((name) => !named.has(name))).toEqual([]);
  const methods = golden.links.flatMap(({ runs }) => Object.keys(runs));
  expect(new Set(methods)).toEqual(new Set(METHODS));
});

it.each(golden.damaged)('keeps the valid parts of $text', ({ text, values, messages }) => {
  const decoded = decodeLink(text);
  expect(decoded.messages).toEqual(messages);
  expect(decoded.link.values).toEqual({ ...defaults, ...values });
});

it.each(golden.passed_on.addresses)('finds the link in %s', (address) => {
  const found = linkIn(new URL(address));
  expect(decodeLink(found?.text ?? '', found ?? {})).toEqual({
    link: decodeLink(golden.passed_on.text).link,
    messages: [],
  });
});

it.each(golden.foreign)('finds no link in %s', (address) => {
  expect(linkIn(new URL(address))).toBeNull();
});

it.each(golden.links.filter(({ repeats }) => repeats))(
  'has the receipts of the run in $about',
  {
    timeout: 60_000,
  },
  async ({ proof, ...rest }) => {
    const link = linkOf({ ...rest, proof });
    const fused = proof.arithmetic === 'fused';
    const { arithmetic, receipts } = await repeatInNode(link, fused ? nodeHost : plainHost);
    expect(arithmetic).toBe(fused ? 'fused' : 'plain'); // Which was called simd128.
    const own = receipts.map(({ method, receipt, loss }) => {
      return [method, { receipt, loss: Number(loss.toPrecision(6)) }];
    });
    expect(Object.fromEntries(own)).toEqual(proof.methods);
    const past = receipts.flatMap(({ method, phases }) => {
      return phases.length > 0 ? [[method, phases]] : [];
    });
    expect(Object.fromEntries(past)).toEqual(link.phases);
  },
);
