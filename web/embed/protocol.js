// What embed.html and the page around it tell each other by postMessage.
//
// Frame to page: {type: 'mean-flow:height', height}, CSS pixels, at first and whenever it changes. It
//   tells nothing that the page could not measure, so it is told to whoever embeds.
// Page to frame: {type: 'mean-flow:theme', theme}, "light", "dark" or "auto". Taken from the parent only;
//   anything else is passed over. No message makes the frame do more than change its colours, and tell its
//   height again.

const themes = ['light', 'dark', 'auto'];

/**
 * @param {Window & typeof globalThis} frame
 * @param {HTMLElement} content  as high as the frame should be
 * @returns {() => void} tells it again, to a page that was not listening before
 */
export function reportHeight(frame, content) {
  const report = () => {
    const height = Math.ceil(content.getBoundingClientRect().height);
    frame.parent.postMessage({ type: 'mean-flow:height', height }, '*');
  };
  report(); // Off screen, browsers let observers of a frame wait.
  new frame.ResizeObserver(report).observe(content);
  return report;
}

/**
 * @param {Window} frame
 * @param {(theme: string) => void} onTheme
 */
export function takeTheme(frame, onTheme) {
  frame.addEventListener('message', ({ source, data }) => {
    if (source !== frame.parent || data?.type !== 'mean-flow:theme') return;
    if (themes.includes(data.theme)) onTheme(data.theme);
  });
}
