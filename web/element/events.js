// What <mean-flow> tells: the engine's events, under names of their own.

/** @import {EngineEvents} from '../engine/types.js' */
/** @import {Engine} from '../engine/client/engine.js' */
/** @import {FlowEvents} from './mean-flow-dom.d.ts' */

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
