// Where the trained networks are that come with the page. The npm package replaces this file.

/** Address of their folder, ending in a slash: that of one of its files, as bundlers find it, less the file. */
export const shippedFolder = new URL('./reverse-fm/losses.csv', import.meta.url).href.replace(
  /reverse-fm\/losses\.csv$/,
  '',
);
