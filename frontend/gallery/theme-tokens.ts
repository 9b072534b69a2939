import themeCss from '../chatkit/theme.css' with { loader: 'text' };

/** A custom property of the theme. */
export interface ThemeToken {
  readonly name: string;
  /** As the style sheet has it, for both schemes. */
  readonly value: string;
  /** What the style sheet says of it and those after it. */
  readonly purpose: string;
  /** Whether it is one opaque colour. */
  readonly isColour: boolean;
}

/** All that can be set, as the style sheet lists and explains it. */
export const themeTokens: readonly ThemeToken[] = readTokens();

function readTokens(): ThemeToken[] {
  const defaults = /:where\(:root, :host\) \{([\s\S]*?)\n\}/.exec(themeCss)?.[1] ?? '';
  let purpose = '';
  return [...defaults.matchAll(/\/\*\s*([\s\S]*?)\s*\*\/|(--ck-[\w-]+):\s*([^;]+);/g)].flatMap(
    ([, comment, name = '', written = '']) => {
      purpose = comment ?? purpose;
      const value = written.replaceAll(/\s+/g, ' ');
      const isColour = /^light-dark\(oklch\([^/]+\), oklch\([^/]+\)\)$/.test(value);
      return comment === undefined ? [{ name, value, purpose, isColour }] : [];
    },
  );
}
