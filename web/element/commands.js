// The commands that controls call.

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
 * @property {import('./controls/drawn-density.js').DrawingCommands} drawing
 * @property {(name: string) => Promise<void>} applyRecipe
 * @property {() => void} toggleAll  training and flow
 * @property {(count: number) => void} setWorkers
 * @property {() => void} toggleFlow
 * @property {(fraction: number) => void} seekFlow  0 at the noise, 1 at the data
 * @property {(host: HTMLElement) => Promise<void>} openView     fills the section "View"
 * @property {(host: HTMLElement) => Promise<void>} openShare    fills the section "Share & keep"
 * @property {(host: HTMLElement) => Promise<void>} openQuality  fills the section "Quality"
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
    drawing: {
      setAll: (changes) => playground.setAll(changes),
      say: (text) => playground.announce(text),
      makeEditor: (host, callbacks) => playground.onDemand.makeEditor(host, callbacks),
    },
    applyRecipe: (name) => playground.applyRecipe(name),
    setWorkers: (count) => playground.setWorkers(count),
    toggleAll: () => playground.toggleAll(),
    toggleFlow: () => playground.playFlow(!playground.parts.stage.playback.playing),
    seekFlow: (fraction) => {
      playground.playFlow(false);
      playground.parts.stage.seek(fraction);
    },
    openView: (host) => playground.onDemand.openView(host),
    openShare: (host) => playground.onDemand.openShare(host),
    openQuality: (host) => playground.onDemand.openQuality(host),
  };
}
