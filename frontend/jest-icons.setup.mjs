/** A definition of an icon's component, which costs a compilation. */
const definition = /static (ɵcmp|ɵfac) = (i0\.ɵɵngDeclare.*type: (\w+),.*);$/gmu;

/** The icons are some two thousand components in one file: each is compiled when a test shows it, not when it is imported. */
export function process(source) {
  const lazily = (_all, name, value, icon) =>
    `static get ${name}() { return Object.defineProperty(${icon}, '${name}', { value: ${value} }).${name}; }`;
  return { code: source.replace(definition, lazily) };
}

export const processAsync = process;
export default { process, processAsync };
