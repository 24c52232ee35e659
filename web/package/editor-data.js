// What editors know of <mean-flow>: a custom-elements manifest, and HTML data as VS Code takes it. Settings are from the
// table, the other attributes from their types.

import { describedEvents, ownAttributes } from '../documents/element-interface.js';
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

/** Of every attribute. @type {Attribute[]} */
export const attributes = [...settingAttributes, ...ownAttributes()];

/** @param {string[]} values */
function union(values) {
  return values.map((value) => `'${value}'`).join(' | ');
}

/** The package's custom-elements.json (https://github.com/webcomponents/custom-elements-manifest). */
export function customElements() {
  const path = 'browser/mean-flow.js';
  const declaration = {
    kind: 'class',
    customElement: true,
    name: 'MeanFlowElement',
    tagName: 'mean-flow',
    description: about,
    superclass: { name: 'HTMLElement' },
    attributes: attributes.map(({ name, description, type, default: value }) => ({
      name,
      fieldName: name,
      description,
      type: { text: type },
      ...(value && { default: value }),
    })),
    members: attributes.map(({ name, description }) => ({
      kind: 'field',
      name,
      attribute: name,
      description,
      type: { text: name === 'train' ? '() => void' : 'string | number | boolean | null' },
    })),
    events: describedEvents.map(({ name, description }) => ({
      name,
      description,
      type: { text: `CustomEvent<FlowEvents['${name}']>` },
    })),
  };
  const of = { name: 'MeanFlowElement', module: path };
  return {
    schemaVersion: '2.1.0',
    modules: [
      {
        kind: 'javascript-module',
        path,
        declarations: [declaration],
        exports: [
          { kind: 'js', name: 'MeanFlowElement', declaration: of },
          { kind: 'custom-element-definition', name: 'mean-flow', declaration: of },
        ],
      },
    ],
  };
}

/** The package's html-data.json (https://github.com/microsoft/vscode-custom-data). */
export const htmlData = () => ({
  version: 1.1,
  tags: [
    {
      name: 'mean-flow',
      description: about,
      attributes: attributes.map(({ name, description, values }) => ({
        name,
        description,
        ...(values.length > 0 && { values: values.map((value) => ({ name: value })) }),
      })),
    },
  ],
});
