/** Where Unicode keeps the letters of a variant: capitals, then small ones, then digits. */
const places: Readonly<Record<string, { letters: number; digits?: number; elsewhere: string }>> = {
  'double-struck': { letters: 0x1d538, digits: 0x1d7d8, elsewhere: 'CℂHℍNℕPℙQℚRℝZℤ' },
  script: { letters: 0x1d49c, elsewhere: 'BℬEℰFℱHℋIℐLℒMℳRℛeℯgℊoℴ' },
  fraktur: { letters: 0x1d504, elsewhere: 'CℭHℌIℑRℜZℨ' },
  bold: { letters: 0x1d400, digits: 0x1d7ce, elsewhere: '' },
  'bold-italic': { letters: 0x1d468, elsewhere: '' },
  'sans-serif': { letters: 0x1d5a0, digits: 0x1d7e2, elsewhere: '' },
  monospace: { letters: 0x1d670, digits: 0x1d7f6, elsewhere: '' },
};

/** Writes a variant of letters, such as the double-struck R, with the letters of Unicode: browsers know no other way. */
export function spellVariants(element: Element): void {
  const variant = element.getAttribute('mathvariant') ?? '';
  if (variant in places && element.childElementCount === 0) {
    element.textContent = Array.from(element.textContent, (letter) => spelled(letter, variant)).join('');
    element.removeAttribute('mathvariant');
  }
}

function spelled(letter: string, variant: string): string {
  const { letters, digits, elsewhere } = places[variant] ?? { letters: 0, elsewhere: '' };
  const known = elsewhere.indexOf(letter);
  if (known !== -1 && known % 2 === 0) {
    return elsewhere[known + 1] ?? letter;
  }
  if (/^[A-Z]$/.test(letter)) {
    return String.fromCodePoint(letters + letter.charCodeAt(0) - 65);
  }
  if (/^[a-z]$/.test(letter)) {
    return String.fromCodePoint(letters + 26 + letter.charCodeAt(0) - 97);
  }
  return /^\d$/.test(letter) && digits !== undefined ? String.fromCodePoint(digits + Number(letter)) : letter;
}
