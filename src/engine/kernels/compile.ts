/** Compiles our WASM modules with the best code the engine can make of them. */
import { setFlagsFromString } from 'node:v8';

/**
 * At once and by the optimizing compiler: what the self-test tests is then the very code that trains later, and no
 * step waits for it.
 */
const OPTIMIZED = { liftoff: false, 'wasm-lazy-compilation': false };

/**
 * Lets V8 join neighbouring operations on 128 bits to one on 256, where the processor has them: a product is up to twice
 * as fast, with the same bits. Off by default in V8, so it is on for our module alone, whose code the self-test then
 * compares with plain TypeScript. Engines that do not know the flag ignore it.
 */
const JOINED = { 'experimental-wasm-revectorize': true };

function setFlags(flags: Record<string, boolean>): void {
  for (const [name, on] of Object.entries(flags)) setFlagsFromString(`--${on ? '' : 'no-'}${name}`);
}

const opposite = (flags: Record<string, boolean>): Record<string, boolean> =>
  Object.fromEntries(Object.entries(flags).map(([name, on]) => [name, !on]));

/** @param wide whether the module is made for operations on 256 bits */
export function compile(bytes: Uint8Array, wide: boolean): WebAssembly.Module {
  const flags = { ...OPTIMIZED, ...(wide && JOINED) };
  setFlags(flags);
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    setFlags(opposite(flags));
  }
}
