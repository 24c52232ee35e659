// Addresses of the trained networks that come with the page. The npm package replaces this file.

/** By path, as in "./reverse-imf/model.safetensors". @type {Record<string, string>} */
export const shipped = {
  ...import.meta.glob('./*/**/*.safetensors', { query: '?url', import: 'default', eager: true }),
  ...import.meta.glob('./*/losses.csv', { query: '?url', import: 'default', eager: true }),
};
