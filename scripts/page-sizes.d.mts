/** Gzipped kilobytes (of 1,000 bytes). */
export interface PageSizes {
  /** The script of `<chat-kit>`, before it is opened. */
  loader: number;
  /** The script with the chat that it loads when it is opened. */
  floating: number;
  /** The portal's page with all that it loads before anything is clicked or routed. */
  initial: number;
  /** The portal's page until the chat of somebody who is signed in is on the screen. */
  page: number;
  /** What these load although no answer needs it yet. */
  eager: string[];
}

export const BUDGETS: { loader: number; floating: number; page: number };

export function measureSizes(): PageSizes;
