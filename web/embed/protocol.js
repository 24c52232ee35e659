// Messages between embed.html and the page around it, by postMessage.
//
// Frame to page: {type: 'mean-flow:height', height}, CSS pixels, at first and after each change. It is sent to any origin,
//   as the height is no secret.
// Page to frame: {type: 'mean-flow:theme', theme}, "light", "dark" or "auto". Only messages of the parent are accepted;
//   others are ignored. A message changes the frame's colours, and the frame sends its height again; nothing else.

const themes = ['light', 'dark', 'auto'];

/**
 * @param {Window & typeof globalThis} frame
 * @param {HTMLElement} content  whose height is sent
 * @returns {() => void} sends it again, as the page may not have listened before
 */
export function reportHeight(frame, content) {
  const report = () => {
    const height = Math.ceil(content.getBoundingClientRect().height);
    frame.parent.postMessage({ type: 'mean-flow:height', height }, '*');
  };
  report(); // Browsers delay observers of frames that are not visible.
  new frame.ResizeObserver(report).observe(content);
  return report;
}

/**
 * @param {Window} frame
 * @param {(theme: string) => void} onTheme  called with each theme that the page sends
 */
export function receiveTheme(frame, onTheme) {
  frame.addEventListener('message', ({ source, data }) => {
    if (source !== frame.parent || data?.type !== 'mean-flow:theme') return;
    if (themes.includes(data.theme)) onTheme(data.theme);
  });
}
