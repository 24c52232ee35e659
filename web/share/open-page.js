// Opens the page with the link in its address, or with the run that was saved in this browser.

/** @import {MeanFlowElement} from '../element/mean-flow.js' */
/** @import {SavedRun} from '../storage/run-store.js' */
/** @import {Link} from './link.js' */
import { runSettings } from '../element/engine-settings.js';
import { messageOf, sentence } from '../errors.js';
import { settings } from '../settings/settings.js';
import { RunStore } from '../storage/run-store.js';
import { chooseRun, claimSlot, ownSlot, slotsInUse, untilFree } from '../storage/slots.js';
import { decodeLink } from './decode-link.js';
import { defaultLink } from './link.js';
import { linkIn } from './link-in.js';
import { hasWrittenAddress, Session } from './session.js';

/**
 * Sets the element's attributes, starts it, and begins the session.
 * @param {HTMLElement} figure  a <mean-flow> with the attribute `defer`
 */
export async function open(figure) {
  const found = linkIn(location);
  /** @type {string[]} */
  const messages = [];
  const { saved, slot } = await findSaved(found?.text ?? null, messages);
  const text = saved ? saved.note.link : found?.text;
  const decoded = text === undefined ? null : decodeLink(text, { foreign: found?.foreign });
  messages.push(...(decoded?.messages ?? []));
  const link = decoded?.link ?? defaultLink();
  setAttributes(figure, link);
  if (saved && !saved.note.training) figure.setAttribute('autotrain', 'off');
  // A saved run, or one that a link asks for, replaces the networks that come with the page.
  if (saved || Object.keys(link.at).length > 0) figure.setAttribute('trained', 'off');
  figure.removeAttribute('defer');
  const session = new Session(/** @type {MeanFlowElement} */ (figure));
  await session.begin({ link, saved, slot, messages });
}

/**
 * @param {string | null} address  text of the link in the address
 * @param {string[]} messages      errors are added to it
 * @returns {Promise<{saved: SavedRun | null, slot: string}>}
 */
async function findSaved(address, messages) {
  const store = new RunStore();
  const own = ownSlot();
  try {
    if (own) await untilFree(own);
    const inUse = await slotsInUse();
    // The page writes its address before what it saves with the run: a reload may come in between.
    const isSameRun = (/** @type {string} */ saved) =>
      hasWrittenAddress() && settingsIn(saved) === settingsIn(address ?? '');
    const label = chooseRun(await store.labels(), { own, address, inUse, isSameRun });
    if (!label) return { saved: null, slot: await claimSlot() };
    const slot = await claimSlot(label.slot);
    if (slot !== label.slot) return { saved: null, slot };
    return { saved: await store.read(slot), slot };
  } catch (error) {
    const reason = messageOf(error);
    messages.push(sentence(`What this browser kept could not be opened: ${reason}`));
    return { saved: null, slot: await claimSlot() };
  }
}

/** The settings of which another value begins another run, to be compared. @param {string} address  text of a link, or "" */
function settingsIn(address) {
  const { values } = address ? decodeLink(address).link : defaultLink();
  return JSON.stringify(runSettings(values));
}

/** @param {HTMLElement} figure @param {Link} link */
function setAttributes(figure, { values, methods, exact }) {
  for (const { name, default: initial } of settings) {
    if (values[name] !== initial) figure.setAttribute(name, String(values[name]));
  }
  const all = defaultLink();
  if (methods.length === all.methods.length && exact) return;
  figure.setAttribute('method', [...methods, ...(exact ? ['exact'] : [])].join(' '));
}
