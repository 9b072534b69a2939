const sheets = new Map<string, CSSStyleSheet>();

/** The constructed style sheet of this text, one for all shadow roots: no policy of the page's against styles concerns it. */
export function styleSheetOf(css: string): CSSStyleSheet {
  const known = sheets.get(css);
  if (known !== undefined) {
    return known;
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  sheets.set(css, sheet);
  return sheet;
}
