import { MeanFlowElement } from '../embed/mean-flow.js';
import '../share/startup.js';

const playground = document.querySelector('mean-flow');
if (playground instanceof MeanFlowElement) playground.site = new URL('../', location.href).href;

// The text calls things by their symbols; a link there leads to the control or figure that it means.
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('[data-control]') : null;
  const figure = document.querySelector('mean-flow');
  if (!(link instanceof HTMLElement) || !(figure instanceof MeanFlowElement)) return;
  event.preventDefault();
  figure.reveal(link.dataset.control ?? '');
});

// The figures are far down, and heavy: they load when a reader comes near.
const figures = document.querySelector('mean-flow-figures');
const nearby = new IntersectionObserver(
  (entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    nearby.disconnect();
    loadFigures();
  },
  { rootMargin: '600px' },
);
const loadFigures = () =>
  import('../figures/figures.js').catch((error) => {
    const again = document.createElement('button');
    again.type = 'button';
    again.textContent = 'Try again';
    again.addEventListener('click', loadFigures);
    figures?.replaceChildren(`The figures could not be loaded: ${error.message} `, again);
  });
const watch = () => figures && nearby.observe(figures);

// Until the playground is there, what is below it is in sight.
if (playground?.hasAttribute('defer')) {
  const observer = new MutationObserver(() => {
    observer.disconnect();
    watch();
  });
  observer.observe(playground, { attributeFilter: ['defer'] });
} else watch();
