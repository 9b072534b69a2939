/** What every part's buttons and fields have in common; parts are encapsulated, so each takes it along. */
export const controlStyles = `
  :host { box-sizing: border-box; font-family: var(--ck-font); color: var(--ck-text); }
  *, ::before, ::after { box-sizing: border-box; }
  button { font: inherit; color: inherit; cursor: pointer; touch-action: manipulation; }
  button:disabled { cursor: default; }
  svg { display: block; flex: none; }
  .onward:dir(rtl) { transform: scaleX(-1); }
  :focus-visible { outline: 2px solid var(--ck-accent); outline-offset: 2px; }
  .icon-button {
    display: inline-grid; place-items: center; width: 36px; height: 36px; padding: 0;
    border: 0; border-radius: var(--ck-radius-small); background: none; color: var(--ck-text-muted);
    transition: background-color 120ms ease-out, color 120ms ease-out;
  }
  .icon-button:disabled { opacity: 0.35; }
  .icon-button:hover:not(:disabled) { background: var(--ck-hover); color: var(--ck-text); }
  .button {
    display: inline-flex; align-items: center; justify-content: center; gap: 8px; min-height: 36px; padding: 6px 14px;
    border: 1px solid var(--ck-border-strong); border-radius: var(--ck-radius-small);
    background: var(--ck-surface-raised); font-size: 14px; font-weight: 500;
    transition: background-color 120ms ease-out;
  }
  .button:hover:not(:disabled) { background: color-mix(in oklab, var(--ck-surface-raised), var(--ck-text) 6%); }
  .button:disabled { opacity: 0.55; }
  .button.primary { border-color: transparent; background: var(--ck-accent); color: var(--ck-on-accent); }
  .button.primary:hover:not(:disabled) { background: color-mix(in oklab, var(--ck-accent), var(--ck-text) 14%); }
  .visually-hidden {
    position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden;
    clip-path: inset(50%); white-space: nowrap; border: 0;
  }
  @media (pointer: coarse) {
    .icon-button { width: 44px; height: 44px; }
    .button { min-height: 44px; }
  }
  @media (prefers-reduced-motion: reduce) {
    *, ::before, ::after { transition: none !important; animation: none !important; scroll-behavior: auto !important; }
  }
`;
