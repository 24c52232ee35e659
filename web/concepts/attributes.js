/** The attributes of <mean-flow-figure>. */
export const figureAttributes = [
  'figure',
  'density',
  'x',
  'y',
  't',
  'r',
  'method',
  'iteration',
  'theme',
  'models',
];
