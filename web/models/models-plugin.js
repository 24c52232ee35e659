// A Vite plugin that adds the trained networks to the site, under their own names: figures elsewhere name their folder.

import { readdir, readFile } from 'node:fs/promises';

const folder = new URL('./', import.meta.url);

/** @returns {import('vite').Plugin} */
export const trainedNetworks = () => ({
  name: 'trained-networks',
  async generateBundle(_, bundle) {
    const names = await readdir(folder, { recursive: true });
    for (const name of names.filter((one) => /\.(safetensors|csv)$/.test(one))) {
      const fileName = `models/${name}`;
      if (fileName in bundle) continue; // shipped.js names one.
      this.emitFile({ type: 'asset', fileName, source: await readFile(new URL(name, folder)) });
    }
  },
});
