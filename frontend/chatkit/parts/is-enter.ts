/** What browsers give as the code of a key that an input method has taken. */
const takenByInputMethod = 229;

/**
 * Whether Enter was pressed for itself, and not to take what an input method suggests. Safari ends the composition before it
 * tells of that key, so that the code alone says whose it was.
 */
export function isEnter(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else says so in Safari
  return event.key === 'Enter' && !event.isComposing && event.keyCode !== takenByInputMethod;
}
