import { h } from '../dom/dom.js';
import { DOES_NOT_FIT } from '../errors.js';
import { continueAtRate } from './change-learning-rate.js';

/** @import {Method} from '../engine/types.js' */
/** @import {Playground} from './playground.js' */

/** A tenth, without the digits that binary fractions add. @param {number} rate */
export const smaller = (rate) => Number((rate / 10).toPrecision(6));

/**
 * Adds a button under the message of a failed method: it continues training at a smaller learning rate.
 *
 * @param {Playground} playground
 * @param {Method} method
 */
export function offerRecovery(playground, method) {
  const panel = playground.parts.stage.panel(method);
  const state = playground.engine.state.methods.find((candidate) => candidate.method === method);
  if (!panel || !state?.failure) return; // A new run has begun.
  if (state.failure.includes(DOES_NOT_FIT)) return; // A smaller rate does not free memory.
  const rate = smaller(Number(playground.values.lr));
  const button = h('button', { type: 'button' }, `Go on at a learning rate of ${rate}`);
  const from = state.good
    ? `from iteration ${state.good}, before its losses rose`
    : 'from its beginning';
  const rest =
    playground.methods.length > 1 ? ' Those that did not stop go on from where they are.' : '';
  const offer = h(
    'div',
    { class: 'recovery' },
    button,
    h('p', { class: 'note' }, `It goes on ${from}.${rest}`),
  );
  panel.message.after(offer);
  button.addEventListener('click', () => {
    if (button.ariaDisabled === 'true') return;
    button.ariaDisabled = 'true';
    recover(playground, rate).catch(() => {
      button.ariaDisabled = null; // The banner says why.
    });
  });
  const stop = playground.engine.on('run', () => {
    stop();
    const focused = offer.contains(/** @type {ShadowRoot} */ (offer.getRootNode()).activeElement);
    offer.remove();
    if (focused) playground.parts.runBar.train.focus();
  });
}

/** @param {Playground} playground @param {number} rate */
async function recover(playground, rate) {
  await continueAtRate(playground, rate);
  playground.train();
  playground.announce(`Training at a learning rate of ${rate}.`);
}
