// The loss of every method in Python, each line beside the lines of objective.cc that do the same.

import { h } from '../dom/dom.js';
import { METHODS } from '../engine/methods.js';
import { objectiveLines } from './objective-lines.js';
import { methodSetting } from './values.js';

/** @import {Method} from '../engine/types.js' */
/** @import {Concept} from './concept.js' */
/** @import {Step} from './objective-lines.js' */

/** Python by the mathematics that objective.cc names. @type {Record<string, string>} */
const translations = {
  'x_t = t x_1 + (1 - t) x_0,  v = x_1 - x_0': 'x_t = t * x1 + (1 - t) * x0\nv = x1 - x0',
  'u = u(x_t, t)': 'u = model(x_t, t)',
  'target = v': 'target = v',
  'w = v, or its mean E[v | x_t]': 'w = v',
  'w = u(x_t, t, t)': 'w = model(x_t, t, t).detach()',
  '(u, dudt) = Jvp(u; (x_t, t, r), (w, 1, 0))': 'u, dudt = jvp(model, (x_t, t, r), (w, one, zero))',
  'target = v - (t - r) dudt': 'target = v - (t - r) * dudt',
  '(u, dudr) = Jvp(u; (x_t, t, r), (0, 0, 1))':
    'u, dudr = jvp(model, (x_t, t, r), (0 * v, zero, one))',
  'X = x_t - (t - r) u': 'x_r = x_t - (t - r) * u',
  'target = u(X, r, r), or E[v | X], within the bound': 'target = model(x_r, r, r).clamp(-6, 6)',
  // With FM's target where r = t; its gradient goes through dudr.
  '|u - (t - r) dudr - target|^2': 'u, target = u - (t - r) * dudr, torch.where(r == t, v, target)',
};

/** The last step of the other methods, which is the same. */
const squares = '|u - target|^2';

/** A line of the listing. methods: those that take it. @typedef {{python: string, cpp: string, methods: readonly Method[]}} Line */

/** @param {string} python @param {string} [cpp] @param {readonly Method[]} [methods] @returns {Line} */
const line = (python, cpp = '', methods = METHODS) => ({ python, cpp, methods });

/** @param {Step} step @param {number} indent @param {readonly Method[]} methods @returns {Line} */
function translated({ math, code }, indent, methods) {
  const python = translations[math];
  if (python === undefined) throw new Error(`There is no Python for "${math}" of objective.cc`);
  const moved = python.replaceAll(/^/gm, ' '.repeat(indent));
  return line(moved, code.join('\n'), methods);
}

/** @param {Method} method @returns {Line[]} */
function branch(method) {
  const steps = objectiveLines[method].filter(({ math }) => math !== squares);
  const test = method === 'fm' ? 'if' : 'elif';
  return [
    line(`    ${test} method == "${method}":`, '', [method]),
    ...steps.map((step) => translated(step, 8, [method])),
  ];
}

/** The whole listing; it runs with PyTorch 2. @returns {Line[]} */
export function listing() {
  const [start] = objectiveLines.all;
  const [loss] = objectiveLines.mf.filter(({ math }) => math === squares);
  return [
    line('import torch\nfrom torch.func import jvp'),
    line('\ndef loss_of(model, x0, x1, t, r, method):'),
    translated({ ...start, code: start.code.slice(0, 2) }, 4, METHODS),
    line('    one, zero = torch.ones_like(t), torch.zeros_like(t)'),
    ...METHODS.flatMap(branch),
    line('    return (u - target.detach()).square().mean()', loss.code.join('\n')),
    line('\ndef step(model, optimizer, x0, method):'),
    line('    x1 = torch.randn_like(x0)'),
    line('    r, t = torch.rand(2, len(x0), 1).sort(dim=0).values'),
    line('    if method == "lsd":', '', ['lsd']),
    line('        r = torch.where(torch.rand_like(t) < 0.5, t, r)', '', ['lsd']),
    line('    optimizer.zero_grad()'),
    line('    loss_of(model, x0, x1, t, r, method).backward()'),
    line('    optimizer.step()'),
  ];
}

/** @type {Concept} */
export const code = {
  title: 'The loss in Python and in C++',
  hint: 'Choose a method: the branches that it does not take are dimmed.',
  settings: [methodSetting(['imf', 'fm', 'mf', 'lsd'], 'Method')],
  networks: () => [],
  compute: async () => null,
  pictures: () => [],
  rows: () => [],
  lines: () => listing().flatMap(({ python }) => python.split('\n')),

  content({ method }) {
    const rows = listing().map(({ python, cpp, methods }) => {
      const isTaken = methods.includes(/** @type {Method} */ (method));
      const isChosen = isTaken && methods.length < METHODS.length;
      const cells = [python, cpp].map((text, i) =>
        h(
          'td',
          { class: i === 0 ? 'cell' : 'cell cpp' },
          h('pre', { class: 'text' }, h('code', {}, text)),
        ),
      );
      return h('tr', { class: isChosen ? 'chosen' : isTaken ? false : 'dimmed' }, ...cells);
    });
    const head = ['Python', 'C++, from src/meanflow/objective.cc'].map((text) =>
      h('th', { scope: 'col', class: 'language' }, text),
    );
    return h(
      'table',
      { class: 'code' },
      h('thead', {}, h('tr', {}, ...head)),
      h('tbody', {}, ...rows),
    );
  },
};
