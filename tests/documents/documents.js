// What the documents of the project have in them: commands, links, headings.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import MarkdownIt from 'markdown-it';
import { renderMarkdown } from '../../web/documents/render.js';

const parser = new MarkdownIt({ html: true });

/** @param {string} root  of the project @returns {string[]} relative to it */
export const documentNames = (root) => [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
];

/** The lines of blocks marked "sh", without comments. @param {string} markdown @returns {string[]} */
export const commandsOf = (markdown) =>
  parser
    .parse(markdown, {})
    .filter(({ type, info }) => type === 'fence' && info === 'sh')
    .flatMap(({ content }) => content.replaceAll('\\\n', '').split('\n'))
    .map((line) => line.replace(/\s+#\s.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** Addresses of links and pictures. @param {string} markdown @returns {string[]} */
export const linksOf = (markdown) =>
  inlineTokens(markdown)
    .map((token) => String(token.attrGet('href') ?? token.attrGet('src') ?? ''))
    .filter(Boolean);

/** Text in backticks. @param {string} markdown @returns {string[]} */
export const codeOf = (markdown) =>
  inlineTokens(markdown)
    .filter(({ type }) => type === 'code_inline')
    .map(({ content }) => content);

/** The anchors of headings, as in the site's pages. @param {string} markdown @returns {string[]} */
export const anchorsOf = (markdown) =>
  [...renderMarkdown(markdown).matchAll(/<h\d id="([^"]+)"/g)].map(([, anchor]) => anchor);

/** @param {string} markdown */
const inlineTokens = (markdown) =>
  parser.parse(markdown, {}).flatMap(({ children }) => children ?? []);
