// The layers of panels, by their names in controls and links.

/** None, arrows, or a heat map. */
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

/** The default view of a panel. @type {Readonly<Shown>} */
export const plain = { layer: 'none', particles: true, trails: false };

/** Whether a layer is a heat map, which particles would hide. @param {LayerName} layer */
export const isMap = (layer) => ['samples', 'target', 'difference', 'jacobian'].includes(layer);
