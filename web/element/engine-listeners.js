// What follows from the engine's events.

import { setText } from '../dom/dom.js';

/** @import {EngineState, Method} from '../engine/types.js' */
/** @import {Playground} from './playground.js' */

/** Said while the browser has taken the memory of some picture away, as it may when it runs short. */
const lostPictures = 'The browser has lost the pictures and restores them. Training goes on.';

/** Has a playground show what its engine tells. @param {Playground} playground */
export function followEngine(playground) {
  const { engine, readings } = playground;
  const { stage, banner } = playground.parts;
  engine.on('run', () => onRun(playground));
  engine.on('progress', (progress) => readings.take(progress));
  engine.on('state', (state) => onState(playground, state));
  engine.on('paused', (state) => onState(playground, state));
  engine.on('paths', (paths) => {
    stage.panel(paths.method)?.setPaths(paths);
    readings.showLoss(paths.method, paths.iteration);
    stage.requestDraw();
    readings.refreshSoon();
  });
  engine.on('exact', (paths) => {
    stage.exact.setExact(paths);
    stage.requestDraw();
    readings.refreshSoon();
  });
  engine.on('quality', (quality) => readings.takeQuality(quality));
  engine.on('floors', ({ floors }) => readings.setFloors(floors));
  engine.on('density', (density) => {
    for (const panel of stage.panels) panel.setDensity(density);
    stage.requestDraw();
  });
  engine.on('error', ({ message, method }) => {
    if (!engine.state.running) playground.want(false);
    if (!method) setText(banner, message);
    else onStopped(playground, method, message);
  });
  watchPictures(playground);
}

/** A picture that was lost comes back blank. @param {Playground} playground */
function watchPictures(playground) {
  const { element, banner } = playground.parts;
  let before = '';
  const lost = () => {
    const text = banner.textContent ?? '';
    if (text !== lostPictures) before = text;
    setText(banner, lostPictures);
  };
  // These events do not bubble, but are on their way down.
  element.addEventListener('contextlost', lost, true);
  const restored = () => {
    if (banner.textContent === lostPictures) setText(banner, before);
    playground.repaint();
  };
  element.addEventListener('contextrestored', restored, true);
}

/** A new run began. @param {Playground} playground */
function onRun({ readings, parts }) {
  readings.clear();
  setText(parts.banner, '');
  readings.showProgress();
  parts.stage.requestDraw();
}

/** @param {Playground} playground @param {EngineState} state */
function onState(playground, state) {
  for (const method of state.methods) {
    playground.parts.stage.panel(method.method)?.setState(method);
  }
  const over = playground.training.follow(state);
  if (over) playground.announce(whyOver(over, playground.iteration));
  playground.readings.showProgress();
}

/** @param {'goal' | 'complete' | 'stuck'} over @param {number} iteration */
function whyOver(over, iteration) {
  if (over === 'complete') return 'The run is complete.';
  if (over === 'goal') return `Iteration ${iteration}, as far as the link goes.`;
  return 'The run cannot go on.';
}

/** A method cannot go on, so all have stopped. @param {Playground} playground @param {Method} method @param {string} message */
function onStopped(playground, method, message) {
  playground.announce(message);
  import('./divergence-recovery.js').then(
    ({ offerRescue }) => offerRescue(playground, method),
    () => {}, // Not to be had just now: Reset and the settings still are.
  );
}
