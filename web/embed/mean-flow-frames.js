// For pages that show embed.html in frames, <iframe class="mean-flow" ...>: gives each frame the height of its content and
// the page's theme. A classic script; without it, frames keep their initial height.
//
// The theme is the frame's data-theme ("light", "dark" or "auto"); else that of <html>, by data-theme, by a class "dark"
// or "light", or by the CSS property `color-scheme`; else the reader's.
(() => {
  const root = document.documentElement;
  if (root.dataset.meanFlowFrames) return;
  root.dataset.meanFlowFrames = '1';

  const minHeight = 80;
  const maxHeight = 20000;
  const themes = ['light', 'dark', 'auto'];
  const frames = () =>
    /** @type {HTMLIFrameElement[]} */ ([...document.querySelectorAll('iframe.mean-flow')]);

  /** @param {HTMLIFrameElement} frame  a sandboxed frame has the origin "null" without allow-same-origin */
  const originOf = (frame) => {
    const isOpaque = frame.hasAttribute('sandbox') && !frame.sandbox.contains('allow-same-origin');
    return isOpaque ? 'null' : new URL(frame.src).origin;
  };

  /** @param {HTMLIFrameElement} frame */
  const themeOf = (frame) => {
    const classes = ['dark', 'light'].filter((name) => root.classList.contains(name));
    const scheme = getComputedStyle(root).colorScheme;
    const candidates = [frame.dataset.theme, root.dataset.theme, classes[0], scheme];
    return candidates.find((theme) => theme && themes.includes(theme)) ?? 'auto';
  };

  /** To any origin, as a theme is no secret. @param {HTMLIFrameElement} frame */
  const sendTheme = (frame) => {
    frame.contentWindow?.postMessage({ type: 'mean-flow:theme', theme: themeOf(frame) }, '*');
  };

  addEventListener('message', ({ source, origin, data }) => {
    const frame = frames().find(({ contentWindow }) => contentWindow === source);
    if (!frame || data?.type !== 'mean-flow:height') return;
    if (origin !== originOf(frame) || !Number.isFinite(data.height)) return;
    frame.style.height = `${Math.min(maxHeight, Math.max(minHeight, data.height))}px`;
    // The frame has loaded: it can receive the theme, and covers the poster.
    if (frame.dataset.ready) return;
    frame.dataset.ready = '1';
    frame.style.backgroundImage = 'none';
    sendTheme(frame);
  });

  // Frames that have loaded already answer with their height.
  const sendToAll = () => frames().forEach(sendTheme);

  new MutationObserver(sendToAll).observe(root, {
    attributes: true,
    attributeFilter: ['class', 'data-theme', 'style'],
  });
  sendToAll();
})();
