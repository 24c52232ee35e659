// What embed.html and the page around it tell each other by postMessage.
//
// Frame to page: {type: 'mean-flow:height', height}, CSS pixels, at first and whenever it changes. It
//   tells nothing that the page could not measure, so it is told to whoever embeds.
// Page to frame: {type: 'mean-flow:theme', theme}, "light", "dark" or "auto". Taken from the parent only;
//   anything else is passed over. No message makes the frame do more than change its colours.

const themes = ['light', 'dark', 'auto'];

/**
 * @param {Window} frame
 * @param {HTMLElement} content  as high as the frame should be
 */
export function reportHeight(frame, content) {
  let told = 0;
  const report = () => {
    const height = Math.ceil(content.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    frame.parent.postMessage({ type: 'mean-flow:height', height }, '*');
  };
  new ResizeObserver(report).observe(content);
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
