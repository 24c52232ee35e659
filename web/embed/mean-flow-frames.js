// For pages that show embed.html in frames, <iframe class="mean-flow" ...>: gives each frame the height of
// its content, and the page's theme. A plain script; without it frames keep the height they were given.
//
// The theme is the frame's own data-theme ("light", "dark" or "auto"); else what the page says on <html>
// by data-theme, by a class "dark" or "light", or by its CSS `color-scheme`; else the reader's.
(() => {
  const root = document.documentElement;
  if (root.dataset.meanFlowFrames) return;
  root.dataset.meanFlowFrames = '1';

  const lowest = 80;
  const highest = 20000;
  const themes = ['light', 'dark', 'auto'];
  const frames = () =>
    /** @type {HTMLIFrameElement[]} */ ([...document.querySelectorAll('iframe.mean-flow')]);

  /** @param {HTMLIFrameElement} frame  a sandboxed one has no origin of its own, unless it is allowed one */
  const originOf = (frame) => {
    const hasNone = frame.hasAttribute('sandbox') && !frame.sandbox.contains('allow-same-origin');
    return hasNone ? 'null' : new URL(frame.src).origin;
  };

  /** @param {HTMLIFrameElement} frame */
  const themeOf = (frame) => {
    const classes = ['dark', 'light'].filter((name) => root.classList.contains(name));
    const scheme = getComputedStyle(root).colorScheme;
    const said = [frame.dataset.theme, root.dataset.theme, classes[0], scheme];
    return said.find((theme) => theme && themes.includes(theme)) ?? 'auto';
  };

  /** No secret, so it does not matter who is there. @param {HTMLIFrameElement} frame */
  const tellTheme = (frame) => {
    frame.contentWindow?.postMessage({ type: 'mean-flow:theme', theme: themeOf(frame) }, '*');
  };

  addEventListener('message', ({ source, origin, data }) => {
    const frame = frames().find(({ contentWindow }) => contentWindow === source);
    if (!frame || data?.type !== 'mean-flow:height') return;
    if (origin !== originOf(frame) || !Number.isFinite(data.height)) return;
    frame.style.height = `${Math.min(highest, Math.max(lowest, data.height))}px`;
    // It is there, so it can be told; and its picture is not needed any more.
    if (frame.dataset.ready) return;
    frame.dataset.ready = '1';
    frame.style.backgroundImage = 'none';
    tellTheme(frame);
  });

  // Those that are there already answer with their height.
  const tellAll = () => frames().forEach(tellTheme);

  new MutationObserver(tellAll).observe(root, {
    attributes: true,
    attributeFilter: ['class', 'data-theme', 'style'],
  });
  tellAll();
})();
