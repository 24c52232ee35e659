// What editors know of the elements: a custom-elements manifest, and HTML data as VS Code takes it. Settings are from the
// table, the other attributes from their types.

import {
  describedEvents,
  figureAttributes,
  ownAttributes,
} from '../documents/element-interface.js';
import { accepts, settings } from '../settings/settings.js';

/** @typedef {{name: string, description: string, type: string, values: string[], default?: string}} Attribute */

const about =
  'Trains one-step generative flows in the page and displays them: flow matching, mean flow and improved mean flow.';

/** @type {Attribute[]} */
const settingAttributes = settings.map((setting) => ({
  name: setting.name,
  description: `${setting.help} Accepts ${accepts(setting)}.`,
  type: setting.choices ? union(setting.choices.map(({ value }) => value)) : typeof setting.default,
  values: setting.choices?.map(({ value }) => value) ?? [],
  default: String(setting.default),
}));

/** Of <mean-flow>. @type {Attribute[]} */
export const attributes = [...settingAttributes, ...ownAttributes()];

/** @typedef {{name: string, tag: string, path: string, description: string, attributes: Attribute[]}} Element */

/** @type {Element[]} */
const elements = [
  { name: 'MeanFlowElement', tag: 'mean-flow', path: 'mean-flow', description: about, attributes },
  {
    name: 'MeanFlowFigureElement',
    tag: 'mean-flow-figure',
    path: 'mean-flow-figure',
    description:
      'A figure that explains one idea of mean flow: its reader moves places and times, and sees the numbers.',
    attributes: figureAttributes(),
  },
];

/** @param {string[]} values */
function union(values) {
  return values.map((value) => `'${value}'`).join(' | ');
}

/** The package's custom-elements.json (https://github.com/webcomponents/custom-elements-manifest). */
export const customElements = () => ({
  schemaVersion: '2.1.0',
  modules: elements.map(moduleOf),
});

/** @param {Element} element */
function moduleOf({ name, tag, path: file, description, attributes: own }) {
  const path = `browser/${file}.js`;
  const declaration = {
    kind: 'class',
    customElement: true,
    name,
    tagName: tag,
    description,
    superclass: { name: 'HTMLElement' },
    attributes: own.map((attribute) => ({
      name: attribute.name,
      fieldName: attribute.name,
      description: attribute.description,
      type: { text: attribute.type },
      ...(attribute.default && { default: attribute.default }),
    })),
    members: own.map((attribute) => ({
      kind: 'field',
      name: attribute.name,
      attribute: attribute.name,
      description: attribute.description,
      type: {
        text: attribute.name === 'train' ? '() => void' : 'string | number | boolean | null',
      },
    })),
    events: (tag === 'mean-flow' ? describedEvents : []).map((event) => ({
      ...event,
      type: { text: `CustomEvent<FlowEvents['${event.name}']>` },
    })),
  };
  const of = { name, module: path };
  return {
    kind: 'javascript-module',
    path,
    declarations: [declaration],
    exports: [
      { kind: 'js', name, declaration: of },
      { kind: 'custom-element-definition', name: tag, declaration: of },
    ],
  };
}

/** The package's html-data.json (https://github.com/microsoft/vscode-custom-data). */
export const htmlData = () => ({
  version: 1.1,
  tags: elements.map(({ tag, description, attributes: own }) => ({
    name: tag,
    description,
    attributes: own.map(({ name, description: text, values }) => ({
      name,
      description: text,
      ...(values.length > 0 && { values: values.map((value) => ({ name: value })) }),
    })),
  })),
});
