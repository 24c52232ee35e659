// The script of the element, dist/mean-flow.js and the package's main entry: defines <mean-flow> and registers the
// features that it loads later.

import { registerFeature } from '../element/features.js';
import { MeanFlowElement } from '../element/mean-flow.js';

registerFeature('drawing', async () => (await import('../drawing/editor.js')).DrawingEditor);
registerFeature('share', async () => (await import('../share/menu.js')).ShareMenu);
registerFeature('link', () => import('../share/link-attributes.js'));
registerFeature('embed', async () => {
  const [{ EmbedForm }, { describe }] = await Promise.all([
    import('./embed-form.js'),
    import('./describe.js'),
  ]);
  return (host, site, playground) => {
    new EmbedForm(host, site, (withRun) => describe(playground, withRun));
  };
});

// A page may load this script from two addresses; servers that render pages have no registry.
const registry = globalThis.customElements;
if (registry && !registry.get('mean-flow')) registry.define('mean-flow', MeanFlowElement);

export { MeanFlowElement };
