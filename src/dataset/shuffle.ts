/** Random numbers that are fully specified here, so that a seed means the same split on every machine. */

/**
 * Counter-based generator of 32-bit words: word i of a seed is mix(key + i·0x9E3779B9) modulo 2³², with
 * key = mix(low) xor mix(high + 1) for a seed high·2³² + low, and `mix` the finalizer of MurmurHash3
 * (Appleby 2011). A golden-ratio step before a finalizer is the construction of SplitMix (Steele et al. 2014).
 * @param seed a whole number from 0 to 2⁵³ − 1
 */
export function randomWord(seed: number, index: number): number {
  const key = mix(seed >>> 0) ^ mix(Math.floor(seed / 2 ** 32) + 1);
  return mix((key + Math.imul(index, 0x9e3779b9)) >>> 0);
}

function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * A random order of 0 … n − 1: Fisher–Yates from the end (Durstenfeld 1964). A number below k is a word modulo k;
 * words from the largest multiple of k up are skipped, so every order is equally likely.
 */
export function shuffledIndices(n: number, seed: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  let counter = 0;
  for (let i = n - 1; i > 0; i--) {
    const choices = i + 1;
    const limit = 2 ** 32 - (2 ** 32 % choices);
    let word = randomWord(seed, counter++);
    while (word >= limit) word = randomWord(seed, counter++);
    const j = word % choices;
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
