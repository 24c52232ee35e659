// The part of tables.d.ts that no table changes.
#ifndef MEANFLOW_TABLES_STATIC_TYPES_H_
#define MEANFLOW_TABLES_STATIC_TYPES_H_

namespace meanflow {

/// Types of the rows of tables, and of the constants of tables.js.
inline constexpr char kStaticTypes[] = R"(
/** A value that a setting takes. */
export interface Choice {
  value: string;
  label: string;
}

/** Values of settings by name. */
export type Values = Record<string, string | number>;

/** A row of the table of settings. */
export interface Setting {
  /** As in the trainer's configuration, the attribute and the address. */
  name: string;
  /** For readers; the control's accessible name. */
  label: string;
  kind: 'integer' | 'number' | 'choice' | 'text';
  /** The part of the form that has it; `hidden`: attributes and links alone have it. */
  section: 'problem' | 'sampling' | 'training' | 'sharper' | 'hidden';
  default: string | number;
  /** One sentence: what it does. */
  help: string;
  /** A change starts the run anew. */
  restarts: boolean;
  /** False: attributes and links have it, the form does not. */
  form?: boolean;
  minimum?: number;
  /** Of a text: its length. */
  maximum?: number;
  /** `minimum` itself is refused. */
  exclusiveMinimum?: boolean;
  multipleOf?: number;
  /** The accepted names. */
  choices?: Choice[];
  /** Of a text: what is accepted, for readers. */
  text?: string;
  /** Values that a form offers, of all that are accepted. */
  presets?: number[];
}

/** A setting as the trainer sees it: its kind and range. */
export type TrainerSetting = Omit<Setting, 'section' | 'help' | 'restarts'>;

/** Values of settings that are set together. */
export interface Recipe {
  name: string;
  /** For readers. */
  label: string;
  /** What it is for. */
  method: Method;
  /** Of settings that differ from their default. */
  values: Values;
}

/** How a method is told from the others: by name, by colour and by line. */
export interface MethodStyle {
  /** As in the literature. */
  label: string;
  /** In words. */
  name: string;
  /** Custom property that holds its colour. */
  color: string;
  /** Line style: lengths of dashes and gaps, in CSS pixels. */
  dash: number[];
}

/** What forms, attributes and links can set, in the order of links. */
export const settings: readonly Setting[];
/** What the trainer can set, in the order of its configurations. */
export const trainerSettings: readonly TrainerSetting[];
/** Settings that recipes decide: those that one does not name are at their default. */
export const recipeSettings: readonly string[];
/** Settings that the exact flow depends on. */
export const exactFlowSettings: readonly string[];
/** Settings that the loss floor depends on beside those. */
export const lossFloorSettings: readonly string[];
export const recipes: readonly Recipe[];
/** Every method, in the order in which they are shown and trained. */
export const methods: readonly Method[];
/** Those that are shown and trained by default. */
export const shownMethods: readonly Method[];
export const methodStyles: Readonly<Record<Method, MethodStyle>>;
)";

}  // namespace meanflow

#endif  // MEANFLOW_TABLES_STATIC_TYPES_H_
