// Updates a playground when its engine dispatches events.

import { setText } from '../dom/dom.js';

/** @import {EngineState, Method} from '../engine/types.js' */
/** @import {Playground} from './playground.js' */

/** The banner while a canvas has lost its context, as when the browser runs short of memory. */
const lostPictures = 'The browser has lost the pictures and restores them. Training goes on.';

/** @param {Playground} playground */
export function listenToEngine(playground) {
  const { engine, metrics } = playground;
  const { stage, banner } = playground.parts;
  engine.on('run', () => onRun(playground));
  engine.on('progress', (progress) => metrics.receiveProgress(progress));
  engine.on('state', (state) => onState(playground, state));
  engine.on('paused', (state) => onState(playground, state));
  engine.on('paths', (paths) => {
    stage.panel(paths.method)?.setPaths(paths);
    metrics.showLoss(paths.method, paths.iteration);
    stage.requestDraw();
    metrics.refreshSoon();
  });
  engine.on('exact', (paths) => {
    stage.exact.setExact(paths);
    stage.requestDraw();
    metrics.refreshSoon();
  });
  engine.on('quality', (quality) => metrics.receiveQuality(quality));
  engine.on('floors', ({ floors }) => metrics.setFloors(floors));
  engine.on('density', (density) => {
    for (const panel of stage.panels) panel.setDensity(density);
    stage.requestDraw();
  });
  engine.on('error', ({ message, method }) => {
    // The error is announced, and not where the run rests.
    if (!engine.state.running && playground.training.setWanted(false)) metrics.showProgress();
    if (!method) setText(banner, message);
    else onStopped(playground, method, message);
  });
  watchContexts(playground);
}

/** A canvas whose context is restored is blank until it is drawn again. @param {Playground} playground */
function watchContexts(playground) {
  const { element, banner } = playground.parts;
  let before = '';
  const lost = () => {
    const text = banner.textContent ?? '';
    if (text !== lostPictures) before = text;
    setText(banner, lostPictures);
  };
  // These events do not bubble, but can be captured.
  element.addEventListener('contextlost', lost, true);
  const restored = () => {
    if (banner.textContent === lostPictures) setText(banner, before);
    playground.repaint();
  };
  element.addEventListener('contextrestored', restored, true);
}

/** A new run began. @param {Playground} playground */
function onRun({ metrics, parts }) {
  metrics.clear();
  setText(parts.banner, '');
  metrics.showProgress();
  parts.stage.requestDraw();
}

/** @param {Playground} playground @param {EngineState} state */
function onState(playground, state) {
  for (const method of state.methods) {
    playground.parts.stage.panel(method.method)?.setState(method);
  }
  const over = playground.training.update(state);
  if (over) playground.announce(describeEnd(over, playground.iteration));
  playground.metrics.showProgress();
}

/** @param {'target' | 'complete' | 'stuck'} over @param {number} iteration */
function describeEnd(over, iteration) {
  if (over === 'complete') return 'The run is complete.';
  if (over === 'target') return `Iteration ${iteration}, as far as the link goes.`;
  return 'The run cannot go on.';
}

/** A method has failed, so all have stopped. @param {Playground} playground @param {Method} method @param {string} message */
function onStopped(playground, method, message) {
  playground.announce(message);
  import('./divergence-recovery.js').then(
    ({ offerRecovery }) => offerRecovery(playground, method),
    () => {}, // It did not load. Reset and the settings still work.
  );
}
