// <mean-flow> and <mean-flow-figure> in templates of React. The import is that of the element, too.

import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { MeanFlowElement } from './mean-flow.js';
import type {
  FigureTemplateAttributes,
  TemplateAttributes,
  TemplateListeners,
} from './templates.d.ts';

export * from './mean-flow.js';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'mean-flow-figure': DetailedHTMLProps<HTMLAttributes<HTMLElement>, HTMLElement> &
        FigureTemplateAttributes;
      'mean-flow': DetailedHTMLProps<HTMLAttributes<MeanFlowElement>, MeanFlowElement> &
        TemplateAttributes &
        TemplateListeners;
    }
  }
}
