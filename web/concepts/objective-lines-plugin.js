// A Vite plugin that takes the lines of objective.cc into the page.

import { objectiveLines } from './objective-lines.js';

/** @returns {import('vite').Plugin} */
export const objectiveCode = () => ({
  name: 'objective-code',
  enforce: 'pre',
  load: {
    filter: { id: /\/concepts\/objective-lines\.js$/ },
    handler: () => `export const objectiveLines = ${JSON.stringify(objectiveLines)};`,
  },
});
