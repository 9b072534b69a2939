/** How many messages are read at once: with sources below their answers, a page of them has about 2,000 elements. */
export const messagePageSize = 30;
