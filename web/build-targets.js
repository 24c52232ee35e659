// What the built files ask of browsers, on the site and in the package.

export const targets = {
  target: 'es2022',
  /** The first that know light-dark(): lowered, it would not follow a color-scheme that is set at run time. */
  cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
};
