// What a reader is told of the attributes and events of the elements: on the page about embedding, and in editors.

import { readFileSync } from 'node:fs';
import { elementEvents } from '../element/events.js';

/** @typedef {{name: string, description: string, type: string, values: string[]}} OwnAttribute */

/** Those that `FlowAttributes` in mean-flow-dom.d.ts adds to the settings, in its order. */
export const ownAttributes = () => attributesIn('element/mean-flow-dom.d.ts', 'FlowAttributes');

/** Those of <mean-flow-figure>. */
export const figureAttributes = () =>
  attributesIn('concepts/mean-flow-figure-dom.d.ts', 'FigureAttributes');

/** @param {string} file  in web/ @param {string} name  of the interface @returns {OwnAttribute[]} */
function attributesIn(file, name) {
  const types = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  const own = new RegExp(`interface ${name} [^{]*\\{(.*?)\n\\}`, 's').exec(types)?.[1] ?? '';
  return [...own.matchAll(/\/\*\* (.*) \*\/\n {2}(\w+)\?: (.*);/g)].map(
    ([, description, attribute, type]) => {
      const values = [...type.matchAll(/'([^']+)'/g)].map(([, value]) => value);
      return { name: attribute, description, type, values };
    },
  );
}

/** @type {Record<string, string>} */
const eventTexts = {
  ready: 'Its workers are there.',
  run: 'Another run began: losses and paths of the one before are void.',
  progress: 'Losses of further iterations of a method.',
  state: 'What trains, and how far it is.',
  paused: 'Nothing is under way any more.',
  paths: 'Paths of particles under a network.',
  exact: 'Paths of the same particles under the exact flow.',
  quality: 'How good the latest paths are.',
  floors: 'The least losses that there can be.',
  density: 'The density of the run, as a grid.',
  error: 'Training has stopped, or another part has failed.',
  settings: 'A setting was changed, by the reader or by a script.',
};

/** Every event, under its whole name. */
export const describedEvents = elementEvents.map((name) => {
  if (!Object.hasOwn(eventTexts, name))
    throw new Error(`There is no text for the event "${name}".`);
  return { name: `flow-${name}`, description: eventTexts[name] };
});
