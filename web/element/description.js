// What is on show, in words and as the attributes that an author would write.

import { SHOWN_METHODS } from '../engine/engine.js';
import { settings } from '../settings.js';
import { looks } from '../view/methods.js';

/** @import {Playground} from './playground.js' */

/** What an author would write to have the figure as it is now. @param {Playground} playground */
export function describeFigure({ parts: { choice }, values }) {
  const methods = choice.chosen();
  const exact = choice.exact.checked;
  const shown = [...methods, ...(exact ? ['exact'] : [])];
  /** @type {Map<string, string>} */
  const attributes = new Map();
  const standard = exact && methods.join() === SHOWN_METHODS.join();
  if (!standard) attributes.set('method', shown.join(' '));
  for (const { name, default: fallback } of settings) {
    if (values[name] !== fallback) attributes.set(name, String(values[name]));
  }
  const names = methods.map((method) => looks[method].label).join(', ');
  const title = `${names} learning the density “${values.density}”, live`;
  return { attributes, title };
}

/** What is set, and how far the run is. @param {Playground} playground */
export function describeRun({ values, readings }) {
  const other = settings.filter(({ name, restarts, default: standard }) => {
    return restarts && values[name] !== standard;
  });
  const said = other.map(({ name, label }) => `${label} ${values[name]}`);
  return `${said.join(', ') || 'Defaults'}; iteration ${readings.iteration}`;
}
