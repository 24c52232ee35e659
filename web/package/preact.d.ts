// <mean-flow> and <mean-flow-figure> in templates of Preact. The import is that of the element, too.

import type { HTMLAttributes } from 'preact';
import type { MeanFlowElement } from './mean-flow.js';
import type {
  FigureTemplateAttributes,
  TemplateAttributes,
  TemplateListeners,
} from './templates.d.ts';

export * from './mean-flow.js';

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'mean-flow-figure': Omit<HTMLAttributes<HTMLElement>, keyof FigureTemplateAttributes> &
        FigureTemplateAttributes;
      'mean-flow': Omit<HTMLAttributes<MeanFlowElement>, keyof TemplateAttributes> &
        TemplateAttributes &
        TemplateListeners;
    }
  }
}
