// What <mean-flow> tells: the engine's events, under names of their own.

/** @import {EngineEvents} from '../engine/types.js' */
/** @import {Engine} from '../engine/engine.js' */
/** @import {Values} from '../settings.js' */

/**
 * The element's events: name -> `detail`. They bubble, and leave shadow roots; as a type's properties say.
 *
 * @typedef {{[K in keyof EngineEvents as `flow-${K}`]: EngineEvents[K]} & {
 *   'flow-settings': {settings: Readonly<Values>}
 * }} FlowEvents  flow-settings: a setting was changed, by a person or by program
 */

/** @type {(keyof EngineEvents)[]} */
const engineEvents = [
  'ready',
  'run',
  'progress',
  'state',
  'paused',
  'paths',
  'exact',
  'quality',
  'floors',
  'density',
  'error',
];

/**
 * Has an element tell what its engine does.
 *
 * @param {Engine} engine
 * @param {EventTarget} element
 */
export function forwardEvents(engine, element) {
  for (const type of engineEvents) {
    engine.on(type, (detail) => tell(element, `flow-${type}`, /** @type {any} */ (detail)));
  }
}

/**
 * @template {keyof FlowEvents} K
 * @param {EventTarget} element
 * @param {K} type
 * @param {FlowEvents[K]} detail
 */
export function tell(element, type, detail) {
  element.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
}
