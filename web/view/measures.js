/** @import {Quality} from '../engine/types.js' */

/**
 * What is measured of samples, in the order of the panels' tables.
 *
 * @typedef {object} Measure
 * @property {string} id     of its place in a panel
 * @property {string} label
 * @property {string} help   what it is, in words
 * @property {(quality: Quality) => string} text
 */

/** @type {readonly Measure[]} */
export const measures = [
  {
    id: 'on-support',
    label: 'On support',
    help: 'share of dots that end inside the target',
    text: ({ onSupport }) => `${(100 * onSupport).toFixed(1)} %`,
  },
  {
    id: 'tv',
    label: 'TV (floor)',
    help: 'total variation between the shares of dots and of the target in its cells; its floor is what true samples score',
    text: (quality) =>
      `${distanceText(quality.totalVariation)} (${distanceText(quality.totalVariationFloor)})`,
  },
  {
    id: 'sw2',
    label: 'SW₂ (floor)',
    help: 'sliced Wasserstein distance between dots and fresh data; its floor is what other fresh data scores',
    text: (quality) =>
      `${distanceText(quality.slicedWasserstein)} (${distanceText(quality.slicedWassersteinFloor)})`,
  },
  {
    id: 'map-error',
    label: 'Flow-map error',
    help: 'root mean square distance from where a dot ends to where the exact flow takes the same noise',
    text: ({ flowMapError }) => distanceText(flowMapError),
  },
];

/** @param {number} distance  infinite when a network's samples are not finite */
const distanceText = (distance) => (distance < 1000 ? distance.toFixed(3) : '∞');
