// <mean-flow> and <mean-flow-figure> in templates of Solid. The import is that of the element, too.

import type { JSX } from 'solid-js';
import type { MeanFlowElement } from './mean-flow.js';
import type {
  FigureTemplateAttributes,
  TemplateAttributes,
  TemplateListeners,
} from './templates.d.ts';

export * from './mean-flow.js';

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'mean-flow-figure': JSX.HTMLAttributes<HTMLElement> & FigureTemplateAttributes;
      'mean-flow': JSX.HTMLAttributes<MeanFlowElement> &
        TemplateAttributes &
        TemplateListeners<'on:'>;
    }
  }
}
