/** Every method, in the order they are shown and trained. @type {readonly import('./types.js').Method[]} */
export const METHODS = Object.freeze(['fm', 'mf', 'imf']);
