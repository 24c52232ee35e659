// What a figure that explains an idea consists of.

/** @import {Inspections, NetworkName, Vector} from '../engine/inspection/inspections.js' */
/** @import {Setting, Values} from '../settings/settings.js' */
/** @import {Mark, View} from './marks.js' */

/**
 * Asks the inspector: in a worker, or, when the site is built, at once.
 * @typedef {<K extends keyof Inspections>(name: K, request: Parameters<Inspections[K]>[0]) => Promise<ReturnType<Inspections[K]>>} Ask
 */

/**
 * A point of a picture that the reader moves.
 *
 * @typedef {object} Handle
 * @property {string} name  for screen readers
 * @property {Vector} at    where it is
 * @property {number} value
 * @property {[least: number, most: number]} range  of the value
 * @property {string} text  the value, for screen readers
 * @property {(place: Vector, now: Values) => Values} moveTo  changes when it is dragged to a place; now: the values, which
 *   may be newer than the picture's
 * @property {(direction: Vector, far: boolean, now: Values) => Values} step  those of an arrow key; far: with the shift key
 */

/**
 * @typedef {object} Picture
 * @property {string} label  above it, and for screen readers
 * @property {number} [height]  as a share of its width; 1, a square, by default
 * @property {View} [view]  maps the places of its handles; without it there are none
 * @property {Mark[]} marks
 * @property {Handle[]} handles
 */

/**
 * @typedef {object} Row
 * @property {string} label  may have TeX-like letters; see `Concept#rows`
 * @property {string[]} cells
 * @property {string} [kind]  of the mark that shows it, for a sample of its colour
 */

/**
 * One kind of figure, by the idea that it explains. `Answer`: what it asks for.
 *
 * @template [Answer=any]
 * @typedef {object} Concept
 * @property {string} title
 * @property {string} hint  what to try, in a sentence
 * @property {readonly Setting[]} settings  its controls, and its attributes
 * @property {(values: Values) => NetworkName[]} networks  needed for these values
 * @property {(ask: Ask, values: Values) => Promise<Answer>} compute
 * @property {(values: Values, answer: Answer) => Picture[]} pictures
 * @property {(values: Values) => HTMLElement} [content]  in place of pictures and numbers
 * @property {() => string[]} [lines]  of a poster, in place of pictures
 * @property {string[]} [head]  of the table's columns, if there are several
 * @property {(values: Values, answer: Answer) => Row[]} rows  of the table of numbers
 */

export {}; // Only types.
