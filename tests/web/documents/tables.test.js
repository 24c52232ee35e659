// The tables of docs/elements.md say what the element has.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { elementTables, withTables } from '../../../web/documents/tables.js';
import { hideable } from '../../../web/element/hide.js';
import { MeanFlowElement } from '../../../web/element/mean-flow.js';
import { settings } from '../../../web/settings/settings.js';

const markdown = readFileSync(resolve(import.meta.dirname, '../../../docs/elements.md'), 'utf8');

describe('docs/elements.md', () => {
  it('has the tables of today: npm run documents', () => {
    expect(withTables(markdown, elementTables())).toBe(markdown);
  });

  it('has every attribute', () => {
    for (const name of MeanFlowElement.observedAttributes)
      expect(markdown, name).toContain(`\n| \`${name}\` |`);
  });

  it('names every part that can be hidden', () => {
    const [row] = /\n\| `hide` \|.*/.exec(markdown) ?? [''];
    for (const part of hideable) expect(row).toContain(`\`${part}\``);
  });

  it('has every property and method, and no other', () => {
    const [, section] = markdown.split('## Properties and methods of mean-flow');
    const documented = section.split('\n## ')[0].matchAll(/(?<=[|,] )`(\w+)/g);
    const names = [...documented].map(([, name]) => name);
    const own = Object.getOwnPropertyNames(MeanFlowElement.prototype).filter(
      (name) => !/^constructor$|Callback$/.test(name) && !settings.some((one) => one.name === name),
    );
    expect(names.sort()).toEqual(own.sort());
  });
});

it('a table is put into its place, and only there', () => {
  const text = 'a\n<!-- table: x -->\nold\n<!-- end of table -->\nb\n';
  const filled = 'a\n<!-- table: x -->\n\n| $& |\n\n<!-- end of table -->\nb\n';
  expect(withTables(text, { x: '| $& |' })).toBe(filled);
  expect(() => withTables(text, { y: '' })).toThrow('There is no place for the table "y".');
});
