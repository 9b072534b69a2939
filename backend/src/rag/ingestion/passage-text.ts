/** What stands above a passage belongs to it: the title and the headings before the text. */
export function passageText(title: string, { headingPath, text }: { headingPath: string[]; text: string }): string {
  return [title, ...headingPath.filter((heading) => heading !== title), text].join('\n');
}
