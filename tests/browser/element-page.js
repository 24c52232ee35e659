// Pages of authors, with figures in them.

/**
 * @param {string} body
 * @param {string} [script]
 * @returns {string} HTML
 */
export const pageOf = (body, script = './mean-flow.js') =>
  `<!doctype html><html lang="en"><title>Post</title><link rel="icon" href="data:,">
   <script type="module" src="${script}"></script><body>${body}</body></html>`;

/** Waits until the figure has come to rest. @param {import('puppeteer-core').Page} page @param {number} iteration */
export const rests = (page, iteration) =>
  page.waitForFunction(
    (last) => {
      const figure = document.querySelector('mean-flow');
      return figure?.iteration === last && !figure.training && !figure.state.busy;
    },
    { polling: 50 },
    iteration,
  );
