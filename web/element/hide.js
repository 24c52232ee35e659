import style from './hide.css?raw';

/**
 * Parts that `hide` can name, each on the elements that carry its name as `data-part`; the panels
 * themselves always stay.
 */
export const hideable = /** @type {const} */ ([
  'controls',
  'problem',
  'methods',
  'flow',
  'view',
  'share',
  'numbers',
  'legend',
  'quality',
  'chart',
  'training',
  'embed',
]);

/** A style sheet under which `data-hide` on an ancestor, the names of parts, hides them. */
export const hideStyle = hideable
  .map((part) => `[data-hide~="${part}"] [data-part~="${part}"] { display: none; }`)
  .concat(style)
  .join('\n');
