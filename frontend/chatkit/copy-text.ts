/** Puts text on the clipboard; false where the browser does not let us, as on a plain http page. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // no secure context or no permission: nothing was copied, which the caller shows
    return false;
  }
}
