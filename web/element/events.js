// The events of <mean-flow>: the engine's, with a prefix, and `flow-settings`.

/** @import {EngineEvents} from '../engine/types.js' */
/** @import {Engine} from '../engine/client/engine.js' */
/** @import {FlowEvents} from './mean-flow-dom.d.ts' */

/** Those that the element dispatches. @type {(keyof EngineEvents)[]} */
export const engineEvents = [
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

/** All of them, without the prefix. */
export const elementEvents = [...engineEvents, 'settings'];

/**
 * Dispatches the engine's events on an element.
 *
 * @param {Engine} engine
 * @param {EventTarget} element
 */
export function forwardEvents(engine, element) {
  for (const type of engineEvents) {
    engine.on(type, (detail) => dispatch(element, `flow-${type}`, /** @type {any} */ (detail)));
  }
}

/**
 * @template {keyof FlowEvents} K
 * @param {EventTarget} element
 * @param {K} type
 * @param {FlowEvents[K]} detail
 */
export function dispatch(element, type, detail) {
  element.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
}
