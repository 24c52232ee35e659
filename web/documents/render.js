// Renders a document of docs/ as a page of the site.

import GithubSlugger from 'github-slugger';
import MarkdownIt from 'markdown-it';
import { documents, navigation } from './documents.js';
import { postToMarkdown } from './post.js';

/** @import {DocumentPage} from './documents.js' */

/** The address that stands for the site in examples. */
const exampleSite = 'https://example.org/flow/';

/**
 * @param {string} markdown
 * @param {DocumentPage} page
 * @returns {string} HTML
 */
export function renderPage(markdown, { name, label, about }) {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${label} – Mean Flow Playground</title>
    <meta name="description" content="${about}">
    <link rel="icon" href="./icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="./documents.css">
  </head>
  <body>
    <header>${navigation(name)}</header>
    <main class="document">
${renderMarkdown(postToMarkdown(markdown))}
    </main>
  </body>
</html>
`;
}

/**
 * Markdown as GitHub shows it, with headings that can be linked to. Examples marked "html live" are shown at work, too.
 * @param {string} markdown
 * @returns {string} HTML
 */
export function renderMarkdown(markdown) {
  const slugger = new GithubSlugger();
  const renderer = new MarkdownIt({ html: true });
  const { rules } = renderer.renderer;
  const { fence, code_block: block } = rules;
  rules.heading_open = (tokens, i, options, _, self) => {
    tokens[i].attrSet('id', slugger.slug(tokens[i + 1].content));
    return self.renderToken(tokens, i, options);
  };
  rules.link_open = (tokens, i, options, _, self) => {
    const href = siteAddress(String(tokens[i].attrGet('href')));
    if (href === null) tokens[i].tag = tokens[closingLink(tokens, i)].tag = 'span';
    tokens[i].attrs = href === null ? null : [['href', href]];
    return self.renderToken(tokens, i, options);
  };
  rules.table_open = () => '<div class="table" role="group" tabindex="0"><table>';
  rules.table_close = () => '</table></div>';
  rules.code_block = (...all) => reachable(block?.(...all));
  rules.fence = (tokens, i, options, env, self) => {
    const code = reachable(fence?.(tokens, i, options, env, self));
    if (!/^html live\b/.test(tokens[i].info)) return code;
    return `${code}<div class="example">${tokens[i].content.replaceAll(exampleSite, './')}</div>\n`;
  };
  return renderer.render(markdown);
}

/** Code scrolls, and what scrolls has to be reached by keyboard. @param {string} [html] */
const reachable = (html = '') => html.replace('<pre', '<pre tabindex="0"');

/** @param {import('markdown-it').Token[]} tokens @param {number} i  of the link's opening */
function closingLink(tokens, i) {
  return tokens.findIndex(({ type }, at) => at > i && type === 'link_close');
}

/**
 * Where a document's link leads in the site; null where the site does not have it.
 * @param {string} href  relative to docs/, or to the site if it begins with "./"
 * @returns {string | null}
 */
function siteAddress(href) {
  if (/^(https:|#|\.\/)/.test(href)) return href;
  const [, copied] = /^\.\.\/web\/embed\/((?:_includes|shortcodes)\/[\w.-]+)$/.exec(href) ?? [];
  if (copied) return `./${copied}`;
  const [, name, anchor] = /^([a-z-]+)\.md(#.*)?$/.exec(href) ?? [];
  return documents.some((page) => page.name === name) ? `./${name}.html${anchor ?? ''}` : null;
}
