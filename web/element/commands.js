// What a person can ask for by the controls.

/** @import {Method} from '../engine/types.js' */
/** @import {Playground} from './playground.js' */

/**
 * @typedef {object} Commands
 * @property {() => void} toggleTraining
 * @property {() => void} step
 * @property {() => void} reset
 * @property {() => void} newSeed
 * @property {(methods: Method[]) => void} setMethods
 * @property {(shown: boolean) => void} showExact  the exact flow's panel
 * @property {(name: string, value: string | number) => Promise<void>} set  a setting
 * @property {import('./controls/drawn-density.js').Studio} studio  where densities are drawn
 * @property {(name: string) => Promise<void>} applyRecipe
 * @property {() => void} toggleAll  training and flow
 * @property {(count: number) => void} setWorkers
 * @property {() => void} toggleFlow
 * @property {(share: number) => void} seekFlow  0 at the noise, 1 at the data
 * @property {(host: HTMLElement) => Promise<void>} openView  fills in what panels show
 * @property {(host: HTMLElement) => Promise<void>} openShare  fills in the link and files
 * @property {(host: HTMLElement) => Promise<void>} openQuality  fills in charts of measures
 */

/** @param {Playground} playground @returns {Commands} */
export function commandsOf(playground) {
  return {
    toggleTraining: () => (playground.trains ? playground.pause() : playground.train()),
    step: () => playground.step(),
    reset: () => playground.reset(),
    newSeed: () => playground.newSeed(),
    setMethods: (chosen) => playground.chooseMethods(chosen),
    showExact: (shown) => playground.parts.stage.showExact(shown),
    set: (name, value) =>
      name === 'density'
        ? playground.parts.drawn.choose(String(value))
        : playground.set(name, value),
    studio: {
      setAll: (changes) => playground.setAll(changes),
      say: (text) => playground.announce(text),
      makeEditor: (host, outcomes) => playground.extras.makeEditor(host, outcomes),
    },
    applyRecipe: (name) => playground.applyRecipe(name),
    setWorkers: (count) => playground.setWorkers(count),
    toggleAll: () => playground.toggleAll(),
    toggleFlow: () => playground.playFlow(!playground.parts.stage.clock.playing),
    seekFlow: (share) => {
      playground.playFlow(false);
      playground.parts.stage.seek(share);
    },
    openView: (host) => playground.extras.openView(host),
    openShare: (host) => playground.extras.openShare(host),
    openQuality: (host) => playground.extras.openQuality(host),
  };
}
