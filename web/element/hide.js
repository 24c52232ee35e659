import style from './hide.css?inline';

/**
 * The parts that the attribute `hide` can name: elements with that name as `data-part`. The panels themselves cannot
 * be hidden.
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

/** Hides the parts that `data-hide` on an ancestor names. */
export const hideStyle = hideable
  .map((part) => `[data-hide~="${part}"] [data-part~="${part}"] { display: none; }`)
  .concat(style)
  .join('\n');
