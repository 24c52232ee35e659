import { MeanFlowElement } from '../embed/mean-flow.js';
import '../share/startup.js';

const playground = document.querySelector('mean-flow');
if (playground instanceof MeanFlowElement) playground.site = new URL('./', location.href).href;

// Symbols in the text are links to their controls and figures.
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('[data-control]') : null;
  const figure = document.querySelector('mean-flow');
  if (!(link instanceof HTMLElement) || !(figure instanceof MeanFlowElement)) return;
  event.preventDefault();
  figure.reveal(link.dataset.control ?? '');
});

// The figures load when the reader scrolls near them.
const figures = document.querySelector('mean-flow-figures');
const nearFigures = new IntersectionObserver(
  (entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    nearFigures.disconnect();
    loadFigures();
  },
  { rootMargin: '600px' },
);
const loadFigures = () =>
  import('../figures/figures.js').catch((error) => {
    const retry = document.createElement('button');
    retry.type = 'button';
    retry.textContent = 'Try again';
    retry.addEventListener('click', loadFigures);
    figures?.replaceChildren(`The figures could not be loaded: ${error.message} `, retry);
  });
const observeFigures = () => figures && nearFigures.observe(figures);

// Before the playground starts it has no height, and the figures below it are in the viewport.
if (playground?.hasAttribute('defer')) {
  const observer = new MutationObserver(() => {
    observer.disconnect();
    observeFigures();
  });
  observer.observe(playground, { attributeFilter: ['defer'] });
} else observeFigures();
