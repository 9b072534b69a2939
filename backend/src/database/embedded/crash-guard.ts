/**
 * A hook on PGlite's start (it has the shape of an extension) that reports when the database engine is lost.
 *
 * A trap in WebAssembly, or an exit of the backend, would otherwise be swallowed and leave the worker spinning for ever.
 */
export function crashGuard(onCrash: (reason: string) => void): object {
  return {
    name: 'crash-guard',
    setup: (_database: unknown, options: EmscriptenOptions) => {
      options.onAbort = (what) => onCrash(`aborted: ${String(what)}`);
      const instantiate = options.instantiateWasm;
      options.instantiateWasm = (imports, done) => {
        for (const functions of Object.values(imports)) reportExit(functions, onCrash);
        return instantiate(imports, done);
      };
      return Promise.resolve({ emscriptenOpts: options });
    },
  };
}

type ImportedFunction = ((...args: unknown[]) => unknown) & { sig?: string };
type Imports = Record<string, Record<string, ImportedFunction>>;

interface EmscriptenOptions {
  onAbort?: (what: unknown) => void;
  instantiateWasm: (imports: Imports, done: unknown) => unknown;
}

function reportExit(functions: Record<string, ImportedFunction>, onCrash: (reason: string) => void): void {
  const exit = functions['proc_exit'];
  if (typeof exit !== 'function') return;
  // Emscripten reads `sig` of the functions it imports.
  functions['proc_exit'] = Object.assign((...args: unknown[]) => {
    onCrash(`the backend exited with ${String(args[0])}`);
    return exit(...args);
  }, exit);
}
