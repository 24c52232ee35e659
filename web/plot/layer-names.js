// What a panel can show beside the target, by name: in controls and in links.

/** One layer of values: none, arrows, or a map of colours. */
export const layerNames = /** @type {const} */ ([
  'none',
  'velocity',
  'average',
  'samples',
  'target',
  'difference',
  'jacobian',
]);

/**
 * What a panel shows: one layer of values, particles, and their trails.
 *
 * @typedef {typeof layerNames[number]} LayerName
 * @typedef {{layer: LayerName, particles: boolean, trails: boolean}} Shown
 */

/** What panels show to begin with. @type {Readonly<Shown>} */
export const plain = { layer: 'none', particles: true, trails: false };

/** Whether a layer covers the picture, so that dots would hide it. @param {LayerName} layer */
export const isMap = (layer) => ['samples', 'target', 'difference', 'jacobian'].includes(layer);
