// Opens the page with what its address says, or with the run that this browser kept.

/** @import {MeanFlowElement} from '../element/mean-flow.js' */
/** @import {Kept} from '../storage/run-store.js' */
/** @import {Link} from './link.js' */
import { messageOf } from '../errors.js';
import { settings } from '../settings/settings.js';
import { Store } from '../storage/run-store.js';
import { chooseKept, claimPlace, ownPlace, placesInUse, untilFree } from '../storage/slots.js';
import { decodeLink, defaultLink, linkIn } from './link.js';
import { Session } from './session.js';

/**
 * Sets the element up by its attributes, has it begin, and goes on from there.
 * @param {HTMLElement} figure  a <mean-flow> that waits for its attribute `defer` to go
 */
export async function open(figure) {
  const found = linkIn(location);
  /** @type {string[]} */
  const messages = [];
  const { kept, place } = await findKept(found?.text ?? null, messages);
  const text = kept ? kept.note.link : found?.text;
  const read = text === undefined ? null : decodeLink(text, { foreign: found?.foreign });
  messages.push(...(read?.messages ?? []));
  const link = read?.link ?? defaultLink();
  setAttributes(figure, link);
  if (kept && !kept.note.training) figure.setAttribute('autotrain', 'off');
  // A run that somebody had, or asks for, goes before the networks that come with the page.
  if (kept || Object.keys(link.at).length > 0) figure.setAttribute('trained', 'off');
  figure.removeAttribute('defer');
  const session = new Session(/** @type {MeanFlowElement} */ (figure));
  await session.begin({ link, kept, place, messages });
}

/**
 * @param {string | null} address  text of the link in the address
 * @param {string[]} messages      gets what went wrong
 * @returns {Promise<{kept: Kept | null, place: string}>}
 */
async function findKept(address, messages) {
  const store = new Store();
  const own = ownPlace();
  try {
    if (own) await untilFree(own);
    const inUse = await placesInUse();
    const label = chooseKept(await store.labels(), { own, address, inUse });
    if (!label) return { kept: null, place: await claimPlace() };
    const place = await claimPlace(label.place);
    if (place !== label.place) return { kept: null, place };
    return { kept: await store.read(place), place };
  } catch (error) {
    const reason = messageOf(error);
    messages.push(`What this browser kept could not be opened: ${reason}.`);
    return { kept: null, place: await claimPlace() };
  }
}

/** @param {HTMLElement} figure @param {Link} link */
function setAttributes(figure, { values, methods, exact }) {
  for (const { name, default: standard } of settings) {
    if (values[name] !== standard) figure.setAttribute(name, String(values[name]));
  }
  const all = defaultLink();
  if (methods.length === all.methods.length && exact) return;
  figure.setAttribute('method', [...methods, ...(exact ? ['exact'] : [])].join(' '));
}
