// <mean-flow> and <mean-flow-figure> in templates of Vue. The import is that of the element, too.

import type { HTMLAttributes, PublicProps } from 'vue';
import type { MeanFlowElement } from './mean-flow.js';
import type {
  FigureTemplateAttributes,
  TemplateAttributes,
  TemplateListeners,
} from './templates.d.ts';

export * from './mean-flow.js';

/** `@flow-progress` in a template is `onFlowProgress`. */
type Camel<Text extends string> = Text extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Text;
type Listeners = TemplateListeners<'on-'>;
type VueListeners = { [K in keyof Listeners as Camel<K & string>]?: Listeners[K] };

declare module 'vue' {
  interface GlobalComponents {
    'mean-flow-figure': new () => HTMLElement & {
      $props: HTMLAttributes & FigureTemplateAttributes & PublicProps;
    };
    'mean-flow': new () => MeanFlowElement & {
      /** Used by templates alone. */
      $props: HTMLAttributes & TemplateAttributes & VueListeners & PublicProps;
    };
  }
}
