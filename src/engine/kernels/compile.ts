/** Compiles our WASM modules with the best code the engine can make of them. */
import { setFlagsFromString } from 'node:v8';
import { PLAIN_COMPILATION } from './plainCompilation.ts';

type Flags = Record<string, boolean>;

/**
 * At once and by the optimizing compiler: what the self-test tests is then the very code that trains later, and no
 * step waits for it.
 */
const OPTIMIZED: Flags = { liftoff: false, 'wasm-lazy-compilation': false };

/**
 * Lets V8 join neighbouring operations on 128 bits to one on 256, where the processor has them: a product is up to twice
 * as fast, with the same bits. Off by default in V8, so it is on for our module alone, whose code the self-test then
 * compares with plain TypeScript.
 */
const JOINED: Flags = { 'experimental-wasm-revectorize': true };

/** The versions of V8 between which the tests passed: 13.6 (Node 24), 14.1 and 14.6 (Node 25 and 26). */
const TRIED = { first: 13.6, last: 14.6 };

/**
 * What the flags above need beside them on a version of V8; undefined where they were not tried, and modules compile as
 * they always do. From 14 on V8 inlines by what it saw while running, and ends the process when there is nothing it saw.
 */
export function flagsBeside(version: string): Flags | undefined {
  const [main, part] = version.split('.').map(Number) as [number, number];
  const at = main + part / 10;
  if (part > 9 || at < TRIED.first || at > TRIED.last) return undefined;
  return main >= 14 ? { 'wasm-inlining': false } : {};
}

/** What `compile` sets for a module; undefined: nothing, and the wide build is not worth a try. */
function flagsFor(wide: boolean): Flags | undefined {
  const needed = flagsBeside(process.versions.v8);
  if (!needed || process.env[PLAIN_COMPILATION]) return undefined;
  return { ...OPTIMIZED, ...needed, ...(wide && JOINED) };
}

/** Whether this engine is known to join operations to 256 bits. */
export const joinsOperations = (): boolean => flagsFor(true) !== undefined;

function setFlags(flags: Flags): void {
  for (const [name, on] of Object.entries(flags)) setFlagsFromString(`--${on ? '' : 'no-'}${name}`);
}

const opposite = (flags: Flags): Flags =>
  Object.fromEntries(Object.entries(flags).map(([name, on]) => [name, !on]));

/** @param wide whether the module is made for operations on 256 bits */
export function compile(bytes: Uint8Array, wide: boolean): WebAssembly.Module {
  const flags = flagsFor(wide) ?? {};
  setFlags(flags);
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    setFlags(opposite(flags));
  }
}
