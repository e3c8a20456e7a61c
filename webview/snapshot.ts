/** What is kept over a reload of the window: the last state and the controls. */
import type { PanelState, Subject } from '../src/protocol/panel.ts';
import type { Controls } from './controls.ts';

export interface Snapshot {
  /** Also when the state itself is too large: the host finds the experiment by it. */
  subject: Subject | undefined;
  state: PanelState | undefined;
  controls: Controls;
}

/** Editors keep a webview's state in memory and on disk: more than this is not worth it. */
const MOST_CHARACTERS = 2_000_000;

/** The snapshot; a large state with numbers of four digits, and without the state when that is too large, too. */
export function snapshot(
  state: PanelState | undefined,
  controls: Controls,
  most = MOST_CHARACTERS,
): Snapshot {
  const base = { subject: state?.subject, controls };
  if (!state || JSON.stringify(state).length <= most) return { ...base, state };
  const short = JSON.stringify(state, (_, value) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value,
  );
  return { ...base, state: short.length <= most ? JSON.parse(short) : undefined };
}

const KINDS: PanelState['kind'][] = ['empty', 'running', 'failed', 'result'];

/** The state of a stored snapshot when this version can show it; the host sends the present one soon. */
export function restoreState(stored: unknown): PanelState | undefined {
  const state = (stored as Partial<Snapshot> | undefined)?.state;
  if (!state || !KINDS.includes(state.kind)) return undefined;
  return state.kind === 'result' && state.report.version !== 1 ? undefined : state;
}
