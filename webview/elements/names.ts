/** The column of variant names: as wide as its longest name, within reason. */
import { theme } from '../context.ts';
import { styled } from './inline.ts';

/** Marker, gap and padding beside the name. */
const BESIDE = 30;

/** Sets `--names` for the grids below an element. */
export function nameColumn(names: readonly string[]) {
  const longest = Math.max(0, ...names.map((name) => theme.value?.measure(name, 'name') ?? 7 * name.length));
  return styled({ '--names': `${Math.round(Math.min(300, Math.max(130, longest + BESIDE)))}px` });
}
