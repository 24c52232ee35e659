/** The values that a figure's controls set. */
export const valueNames = /** @type {const} */ ([
  'density',
  'x',
  'y',
  't',
  'r',
  'method',
  'iteration',
]);

/** The attributes of <mean-flow-figure>. @type {readonly string[]} */
export const figureAttributes = ['figure', ...valueNames, 'theme', 'models'];
