// The editor of drawn densities, as tests use it.

/** @import {Playground} from './page-driver.js' */

/**
 * What is given to the editor: text alone, or a file of a name.
 *
 * @typedef {object} Given
 * @property {string} [text]
 * @property {string} [html]     beside a text
 * @property {number[]} [bytes]  of the file, in place of its text
 * @property {string} [name]
 * @property {string} [type]
 * @property {[number, number]} [picture]  width and height of a PNG as the file, black left of its middle; it comes beside
 *   the text, if there is one
 * @property {number} [files]    how many times the file comes
 */

/**
 * Pastes or drops something where people draw.
 * @param {import('puppeteer-core').Page} page
 * @param {'paste' | 'drop'} how
 * @param {Given} what
 */
export async function give(page, how, what) {
  await page.$eval(
    '>>> .drawing-editor',
    async (editor, how, { text = '', html, bytes, name = '', type = '', picture, files = 1 }) => {
      const data = new DataTransfer();
      if (picture) {
        const [width, height] = picture;
        const canvas = new OffscreenCanvas(width, height);
        canvas.getContext('2d')?.fillRect(0, 0, width / 2, height);
        data.items.add(new File([await canvas.convertToBlob()], name, { type: 'image/png' }));
      } else {
        const content = bytes ? Uint8Array.from(bytes) : text;
        for (let i = 0; name && i < files; i++) data.items.add(new File([content], name, { type }));
      }
      if (picture ? text : !name) data.setData('text/plain', text);
      if (html) data.setData('text/html', html);
      const options = { bubbles: true, composed: true, cancelable: true };
      const event =
        how === 'paste'
          ? new ClipboardEvent('paste', { ...options, clipboardData: data })
          : new DragEvent('drop', { ...options, dataTransfer: data });
      editor.dispatchEvent(event);
    },
    how,
    what,
  );
}

/** The editor of the playground that is open now. @param {() => Playground} current */
export function useEditor(current) {
  return {
    /** Opens it. @returns {Promise<import('puppeteer-core').ElementHandle<Element>>} the canvas */
    async openEditor() {
      const { page } = current();
      await current().choose('Density', 'drawing');
      const canvas = await page.waitForSelector('>>> .drawing-surface', { visible: true });
      if (!canvas) throw new Error('There is nothing to draw on');
      await page.waitForFunction(() =>
        document.querySelector('mean-flow')?.shadowRoot?.activeElement?.matches('.drawing-surface'),
      );
      return canvas;
    },

    /** What is said of the sheet: how many cells have mass. */
    filled: async () =>
      Number(
        /^(\d+) of \d+ cells have mass/.exec(await current().textOf('.drawing-tools > .note'))?.[1],
      ),

    complaint: () => current().textOf('.drawing-tools > .message'),

    /** Paints along a line of places, as shares of the canvas from its upper left corner. @param {[number, number][]} places */
    async paint(places) {
      const canvas = await current().page.waitForSelector('>>> .drawing-surface');
      await canvas?.scrollIntoView();
      const box = await canvas?.boundingBox();
      if (!box) throw new Error('The canvas is not on show');
      const [first, ...rest] = places.map(
        ([x, y]) => /** @type {const} */ ([box.x + x * box.width, box.y + y * box.height]),
      );
      const { mouse } = current().page;
      await mouse.move(...first);
      await mouse.down();
      for (const place of rest) await mouse.move(...place, { steps: 8 });
      await mouse.up();
    },

    give: (/** @type {'paste' | 'drop'} */ how, /** @type {Given} */ what) =>
      give(current().page, how, what),

    /** Masses of the target behind the particles, from the lower left. @returns {Promise<number[]>} */
    target: () =>
      current().page.evaluate(() => {
        const element = /** @type {any} */ (document.querySelector('mean-flow'));
        return [...element.playground.parts.stage.panel('exact').density.weights];
      }),
  };
}
