/** A document that cannot be taken in however often it is tried. The message is for its owner. */
export class DocumentFault extends Error {}
