import { watchDistance } from './visibility.js';

/** @import {Playground} from './playground.js' */

/**
 * Lets the workers of a playground rest while it is far from the screen, as soon as nothing is in flight.
 *
 * @param {Playground} playground
 * @param {Element} element  that it is in
 * @returns {() => void} stops that
 */
export function restWhenFar({ engine, onDemand }, element) {
  let far = false;
  const restIfFar = () => {
    const { run, busy, running } = engine.state;
    if (far && run > 0 && !busy && !running && !onDemand.busy) engine.setResting(true);
  };
  engine.on('state', restIfFar);
  return watchDistance(element, (now) => {
    far = now;
    if (far) restIfFar();
    else engine.setResting(false);
  });
}
