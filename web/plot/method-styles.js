import { methodStyles as stylesOfMethods } from '#tables';

/** @import {Subject} from '../engine/types.js' */

/**
 * How a method, or the exact flow, is displayed: names, colour and line style, as colour alone is not enough.
 *
 * @typedef {import('#tables').MethodStyle} MethodStyle
 */

/** @type {Readonly<Record<Subject, MethodStyle>>} */
export const methodStyles = {
  ...stylesOfMethods,
  exact: {
    label: 'Exact',
    name: 'Exact flow',
    color: '--exact',
    dash: [9, 2, 2, 2],
  },
};
