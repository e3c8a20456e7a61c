/** What is kept over a reload of the window: the last state and the controls. */
import type { PanelState, Subject } from '../src/protocol/panel.ts';
import type { Report } from '../src/report/report.ts';
import { REPORT_VERSION } from '../src/report/report.ts';
import type { Controls } from './controls.ts';

export interface Snapshot {
  /** Also when the state itself is too large: the host finds the experiment by it. */
  subject: Subject | undefined;
  state: PanelState | undefined;
  controls: Controls;
}

/** Editors keep a webview's state in memory and on disk: more than this is not worth it. */
const MOST_CHARACTERS = 2_000_000;

/** Characters of a number with its comma, about. */
const A_NUMBER = 18;

/** The snapshot; a large state with numbers of four digits, and without the state when that is too large, too. */
export function snapshot(
  state: PanelState | undefined,
  controls: Controls,
  most = MOST_CHARACTERS,
): Snapshot {
  return { subject: state?.subject, controls, state: state && stored(state, most) };
}

/** What was made of the last state: controls change many times while it stays. */
let last: { of: PanelState; most: number; state: PanelState | undefined } | undefined;

function stored(state: PanelState, most: number): PanelState | undefined {
  if (last?.of !== state || last.most !== most) last = { of: state, most, state: shortened(state, most) };
  return last.state;
}

function shortened(state: PanelState, most: number): PanelState | undefined {
  // Writing millions of characters only to find them too many would be felt.
  if (state.kind === 'result' && leastCharacters(state.report) > 2 * most) return undefined;
  if (JSON.stringify(state).length <= most) return state;
  const short = JSON.stringify(state, (_, value) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value,
  );
  return short.length <= most ? JSON.parse(short) : undefined;
}

/** The curves alone, about. */
function leastCharacters({ variants }: Report): number {
  const curves = variants.flatMap((variant) => Object.values(variant.curves));
  return curves.reduce((sum, curve) => sum + 2 * A_NUMBER * (curve?.mean.length ?? 0), 0);
}

const KINDS: PanelState['kind'][] = ['empty', 'running', 'failed', 'result'];

/** The state of a stored snapshot when this version can show it; the host sends the present one soon. */
export function restoreState(stored: unknown): PanelState | undefined {
  const state = (stored as Partial<Snapshot> | undefined)?.state;
  if (!state || !KINDS.includes(state.kind)) return undefined;
  return state.kind === 'result' && state.report.version !== REPORT_VERSION ? undefined : state;
}
