import { Panel } from './panel.js';

/** @import {ExactPaths} from '../../engine/types.js' */

/** The exact flow, which a perfect network would learn. It needs no training, and has no steps. */
export class ExactPanel extends Panel {
  constructor() {
    super('exact');
    this.showRemark();
  }

  /** @override */
  showRemark() {
    this.remark.textContent = this.paths ? '' : 'computing …';
  }

  /** @override */
  isCurrent() {
    return true;
  }

  /** @override @param {string} [density] */
  describe(density = '') {
    const shown = this.paths
      ? `${this.paths.count} particles move from noise to data by the exact flow`
      : 'The exact flow is being computed';
    const target = density ? ` over the target density, ${density.toLowerCase()}` : '';
    this.setSummary(`${shown}${target}.`);
  }

  /** @param {ExactPaths} paths */
  setExact(paths) {
    this.updatePaths(paths);
  }
}
