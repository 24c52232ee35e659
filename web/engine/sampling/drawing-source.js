// Drawn densities, from whatever they are made of. For workers.

/** @import {Drawing, MeanFlowModule} from '../meanflow.d.ts' */
/** @import {DrawingSource} from '../types.js' */

/**
 * @param {MeanFlowModule} module
 * @param {DrawingSource} source
 * @returns {Drawing}
 * @throws {Error} with why it is none, for people
 */
export function makeDrawing(module, source) {
  if ('text' in source) return module.drawingOfText(source.text);
  if ('levels' in source) return module.drawingOfLevels(source.levels, source.size);
  if ('bytes' in source) return module.drawingOfFile(source.bytes, source.size, source.light);
  if ('settings' in source) {
    const { density, cells, scale, drawing } = source.settings;
    const config = JSON.stringify({ density, cells, scale, drawing });
    return module.drawingOfDensity(config, source.size);
  }
  const { shades, width, height, size, light } = source;
  return module.drawingOfPicture(shades, width, height, size, light);
}
