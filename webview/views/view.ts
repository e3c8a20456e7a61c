/** What every view is given. */
import type { PanelToHost, ResultState } from '../../src/protocol/panel.ts';
import type { Controls } from '../controls.ts';

/** Ways out of a view: to the host, and to the panel's own controls. */
export interface Actions {
  /** Absent in the exported page, where there is no editor. */
  send?: (message: PanelToHost) => void;
  set: (change: Partial<Controls>) => void;
}

export interface ResultView {
  state: ResultState;
  controls: Controls;
  actions: Actions;
}

/** A callback that sends a message without arguments; undefined where nobody listens. */
export function sender(
  actions: Actions,
  type: Exclude<PanelToHost['type'], 'useSuggestion'>,
): (() => void) | undefined {
  const { send } = actions;
  return send && (() => send({ type }));
}
