// What is on show, in words.

import { settings } from '../settings/settings.js';

/** @import {Playground} from './playground.js' */

/** What is set, and how far the run is. @param {Playground} playground */
export function describeRun({ values, readings }) {
  const other = settings.filter(({ name, restarts, default: standard }) => {
    return restarts && values[name] !== standard;
  });
  const said = other.map(({ name, label }) => `${label} ${values[name]}`);
  return `${said.join(', ') || 'Defaults'}; iteration ${readings.iteration}`;
}
