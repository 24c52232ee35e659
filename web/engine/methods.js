/** Every method, in the order they are shown and trained. @type {readonly import('./types.js').Method[]} */
export const METHODS = Object.freeze(['fm', 'mf', 'imf', 'lsd']);

/** Those on show, and that train, when nobody says which. @type {readonly import('./types.js').Method[]} */
export const SHOWN_METHODS = Object.freeze(['fm', 'mf', 'imf']);
