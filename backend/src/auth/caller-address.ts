/** The header in which our own server tells better-auth who is calling; a caller's own value is overwritten. */
export const CALLER_ADDRESS_HEADER = 'x-chatkit-caller';
