// Features that the element offers but does not import: a composition root registers them (see
// web/embed/mean-flow.js), and they load when they are first needed.

/** @import {Engine} from '../engine/client/engine.js' */
/** @import {Editor, EditorCallbacks} from './controls/drawn-density.js' */
/** @import {OnDemandPart} from './on-demand.js' */
/** @import {Playground} from './playground.js' */

/**
 * What loads, by the feature's name. Without a feature, its section or choice is not offered.
 *
 * @typedef {object} Features
 * @property {new (host: HTMLElement, engine: Engine, callbacks: EditorCallbacks) => Editor & OnDemandPart} drawing
 *   the editor of drawn densities
 * @property {new (host: HTMLElement, playground: Playground) => OnDemandPart} share  the section "Share & keep"
 * @property {(host: HTMLElement, site: string, playground: Playground) => void} embed
 *   fills the section "Embed"; site: address of the playground's page
 * @property {LinkFeature} link  the attributes that are parts of a link
 */

/**
 * @typedef {object} LinkFeature
 * @property {(playground: Playground, parts: Record<string, string>) => {wrong: string, rests: boolean}} applyAttributes
 *   applies them before the playground trains; wrong: what is wrong with them, or ""; rests: whether they say that the
 *   run stays at its beginning
 * @property {(playground: Playground, parts: Record<string, string>, change: {changed: string[], trains: boolean}) => string} changeAttributes
 *   applies those that changed; returns what is wrong with any of them, or ""
 */

/** @type {{[K in keyof Features]?: () => Promise<Features[K]>}} */
const loaders = {};

/**
 * @template {keyof Features} K
 * @param {K} name
 * @param {() => Promise<Features[K]>} load
 */
export function registerFeature(name, load) {
  /** @type {Partial<Record<keyof Features, () => Promise<unknown>>>} */ (loaders)[name] = load;
}

/** @param {keyof Features} name */
export const hasFeature = (name) => name in loaders;

/**
 * @template {keyof Features} K
 * @param {K} name
 * @returns {Promise<Features[K]>}
 */
export async function loadFeature(name) {
  const load = loaders[name];
  if (!load) throw new Error(`This page has no feature "${name}"`);
  return load();
}
