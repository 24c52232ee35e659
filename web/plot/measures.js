/** @import {Quality} from '../engine/types.js' */

/**
 * A quality measure of samples, in the order of the panels' tables.
 *
 * @typedef {object} Measure
 * @property {string} id     of its element in a panel
 * @property {string} name   short
 * @property {string} help   explanation
 * @property {(quality: Quality) => number} value
 * @property {(quality: Quality) => number} [floor]  the value of true samples; displayed beside it
 * @property {(quality: Quality) => number} [best]  the value of true samples where it is known without measuring
 * @property {(value: number) => string} format
 */

/** @param {number} distance  infinite if samples are not finite */
const distanceText = (distance) => (distance < 1000 ? distance.toFixed(3) : '∞');

/** @type {readonly Measure[]} */
export const measures = [
  {
    id: 'on-support',
    name: 'On support',
    help: 'share of dots that end inside the target',
    value: ({ onSupport }) => onSupport,
    best: ({ onSupportIdeal }) => onSupportIdeal,
    format: (share) => `${(100 * share).toFixed(1)} %`,
  },
  {
    id: 'tv',
    name: 'TV',
    help: 'total variation between the shares of dots and of the target in its cells; its floor is what true samples score',
    value: ({ totalVariation }) => totalVariation,
    floor: ({ totalVariationFloor }) => totalVariationFloor,
    format: distanceText,
  },
  {
    id: 'sw2',
    name: 'SW₂',
    help: 'sliced Wasserstein distance between dots and fresh data; its floor is what other fresh data scores',
    value: ({ slicedWasserstein }) => slicedWasserstein,
    floor: ({ slicedWassersteinFloor }) => slicedWassersteinFloor,
    format: distanceText,
  },
  {
    id: 'map-error',
    name: 'Flow-map error',
    help: 'root mean square distance from where a dot ends to where the exact flow takes the same noise',
    value: ({ flowMapError }) => flowMapError,
    format: distanceText,
  },
];

/** @param {Measure} measure */
export const measureLabel = ({ name, floor }) => (floor ? `${name} (floor)` : name);

/** @param {Measure} measure @param {Quality} quality */
export function measureText({ value, floor, format }, quality) {
  const text = format(value(quality));
  return floor ? `${text} (${format(floor(quality))})` : text;
}
