import type { english } from './english';

/** The texts of the kit. English says which there are, and what each is made from. */
export interface KitTexts extends Translation<typeof english> {}

/** The same texts in any language. */
export type Translation<Texts> = {
  readonly [Key in keyof Texts]: Texts[Key] extends string
    ? string
    : Texts[Key] extends (...values: infer Values) => string
      ? (...values: Values) => string
      : Translation<Texts[Key]>;
};
