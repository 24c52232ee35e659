// The documents of docs/ that the site shows as pages, and the navigation that all its pages share.

/**
 * @typedef {object} DocumentPage
 * @property {string} name   of the Markdown file in docs/, and of the page
 * @property {string} label  in the navigation
 * @property {string} about  for search engines
 */

/** @type {DocumentPage[]} */
export const documents = [
  {
    name: 'tutorial',
    label: 'Tutorial',
    about: 'Flow matching, mean flow and improved mean flow explained with figures that train.',
  },
  {
    name: 'embedding',
    label: 'Embedding',
    about: 'How to put live figures of flow matching and mean flow into a page of your own.',
  },
  {
    name: 'elements',
    label: 'Elements',
    about: 'Attributes, events, properties and methods of mean-flow and mean-flow-figure.',
  },
  {
    name: 'method',
    label: 'Method',
    about: 'What the playground computes: flow matching, mean flow, improved mean flow.',
  },
  {
    name: 'reproducibility',
    label: 'Reproducibility',
    about: 'Why a link repeats a run to the bit, and how to check it.',
  },
];

/** @param {string} current  the name of the page; '' for the playground @returns {string} HTML */
export function navigation(current) {
  const pages = [{ name: '', label: 'Playground' }, ...documents];
  const links = pages.map(({ name, label }) => {
    const mark = name === current ? ' aria-current="page"' : '';
    return `<a href="./${name && `${name}.html`}"${mark}>${label}</a>`;
  });
  return `<nav aria-label="Pages">${links.join('\n        ')}</nav>`;
}
