import { methodStyles } from '#tables';

/** @import {Subject} from '../engine/types.js' */

/**
 * How a method, or the exact flow, is told from the others: by name, by colour and by line, never by colour alone.
 *
 * @typedef {import('#tables').MethodStyle} Look
 */

/** @type {Readonly<Record<Subject, Look>>} */
export const looks = {
  ...methodStyles,
  exact: {
    label: 'Exact',
    name: 'Exact flow',
    color: '--exact',
    dash: [9, 2, 2, 2],
  },
};
