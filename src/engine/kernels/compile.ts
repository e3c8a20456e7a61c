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

/**
 * By the main number of V8's version, what else the flags above need; versions that are not named were not tried (the
 * tests passed on 13.6, 14.1 and 14.6; 12 does not join what it should) and compile as they always do. From 14 on V8
 * inlines by what it saw while running, and ends the process when there is nothing it saw.
 */
const TRIED: Record<string, Flags> = { 13: {}, 14: { 'wasm-inlining': false } };

/** What `compile` sets for a module; undefined: nothing, and the wide build is not worth a try. */
function flagsFor(wide: boolean): Flags | undefined {
  const needed = TRIED[process.versions.v8.split('.')[0]!];
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
