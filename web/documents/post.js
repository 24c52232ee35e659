// A post for a blog, as docs/tutorial.md is: front matter, the include for Jekyll, formulas in TeX.

import { fileURLToPath } from 'node:url';
import { Liquid } from 'liquidjs';
import MarkdownIt from 'markdown-it';
import temml from 'temml';

/** As Jekyll has it: the include, and the filters that it and posts take. */
export const liquid = new Liquid({
  partials: fileURLToPath(new URL('../embed/_includes', import.meta.url)),
  jekyllInclude: true,
  dynamicPartials: false,
});
liquid.registerFilter('markdownify', (text) => new MarkdownIt().render(text)); // This and the next: Jekyll's.
liquid.registerFilter('relative_url', (address) => address);

/**
 * What Jekyll makes of a post before it reads its Markdown, with the playground in the same folder; and formulas as MathML,
 * which needs no script. Other documents stay as they are.
 *
 * @param {string} post
 * @returns {string} Markdown
 */
export function postToMarkdown(post) {
  const [frontMatter] = /^---\n[\s\S]*?\n---\n/.exec(post) ?? [];
  if (frontMatter === undefined) return post;
  const site = { mean_flow_base: './' };
  const markdown = liquid.parseAndRenderSync(post.slice(frontMatter.length), { site });
  return markdown.replace(
    /^\$\$\n([\s\S]*?)\n\$\$$/gm,
    (/** @type {string} */ _, /** @type {string} */ tex) => {
      const formula = temml.renderToString(tex, { displayMode: true, throwOnError: true });
      // Strict policies forbid styles.
      return `<div class="formula" tabindex="0">${formula.replace(/ style="[^"]*"/g, '')}</div>`;
    },
  );
}
