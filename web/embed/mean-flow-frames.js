// For pages that show embed.html in frames, <iframe class="mean-flow" ...>: gives each frame the height of its content and
// the page's theme. A classic script; without it, frames keep their initial height.
//
// The theme is the frame's data-theme ("light", "dark" or "auto"); else the colour of the text around the frame tells.
(() => {
  const root = document.documentElement;
  if (root.dataset.meanFlowFrames) return;
  root.dataset.meanFlowFrames = '1';

  const minHeight = 80;
  const maxHeight = 20000;
  const themes = ['light', 'dark', 'auto'];
  // In print there is the poster, and no gap below it.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    '@media print { iframe.mean-flow { aspect-ratio: 1236 / 340; height: auto !important; background: none !important } }',
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

  const frames = () =>
    /** @type {HTMLIFrameElement[]} */ ([...document.querySelectorAll('iframe.mean-flow')]);

  /** @param {HTMLIFrameElement} frame  a sandboxed frame has the origin "null" without allow-same-origin */
  const originOf = (frame) => {
    const isOpaque = frame.hasAttribute('sandbox') && !frame.sandbox.contains('allow-same-origin');
    return isOpaque ? 'null' : new URL(frame.src).origin;
  };

  /** Relative luminance of text above which a page is dark, as in element/page-theme.js. */
  const darkPage = 0.23;

  /** A frame inherits the colour of text. @param {HTMLIFrameElement} frame */
  const themeOf = (frame) => {
    const { theme = '' } = frame.dataset;
    if (themes.includes(theme)) return theme;
    // As color(xyz-d65 x y z): y is the luminance.
    frame.style.caretColor = 'color-mix(in xyz, currentcolor, currentcolor)';
    const luminance = getComputedStyle(frame).caretColor.split(' ')[2];
    return Number.parseFloat(luminance) > darkPage ? 'dark' : 'light';
  };

  /** Until the frame has loaded, its poster is shown. @param {HTMLIFrameElement} frame */
  const showPoster = (frame) => {
    if (!frame.src) return;
    const { href, searchParams } = new URL(frame.src);
    const figure = searchParams.get('figure');
    const name = figure ? `figure-${figure}` : (searchParams.get('density') ?? 'checkerboard');
    if (!/^[\w-]+$/.test(name)) return;
    const poster = new URL(`posters/${name}.svg`, href);
    frame.style.background = `url("${poster}") center / contain no-repeat`;
  };

  /** Space that was reserved below a frame for what its own height lacks. @param {HTMLIFrameElement} frame */
  const takeSpace = ({ nextElementSibling: next }) => {
    // Some Markdown puts it into a paragraph.
    const space = next?.localName === 'p' ? next.firstElementChild : next;
    if (space instanceof SVGElement && space.ariaHidden === 'true') space.style.display = 'none';
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
    takeSpace(frame);
    frame.style.background = '';
    frame.style.setProperty('transition', 'color 1ms', 'important');
    sendTheme(frame);
  });

  // A frame whose colour changes says so, where the page forbids transitions, too.
  addEventListener('transitionend', ({ target }) => {
    if (target instanceof HTMLIFrameElement && frames().includes(target)) sendTheme(target);
  });
  for (const frame of frames()) if (!frame.dataset.ready) showPoster(frame);
  // Frames that have loaded already answer with their height.
  frames().forEach(sendTheme);
})();
