/** What every view is given. */
import type { PanelToHost, ResultState } from '../../src/protocol/panel.ts';
import type { PlainMessage } from '../../src/protocol/panelMessages.ts';
import type { Asker } from '../asking.ts';
import type { Controls } from '../controls.ts';
import type { OptionValue } from '../options.ts';

/** Ways out of a view: to the host, and to the panel's own controls. */
export interface Actions {
  /** Absent in the exported page, where there is no editor. */
  send?: (message: PanelToHost) => void;
  set: (change: Partial<Controls>) => void;
  /** Changes options of one view. */
  setOptions: (view: string, change: Record<string, OptionValue>) => void;
  /** Asks the host; rejects with a `Refusal` that holds the problem. Absent in the exported page. */
  ask?: Asker;
}

export interface ResultView {
  state: ResultState;
  controls: Controls;
  actions: Actions;
}

/** A callback that sends a message without arguments; undefined where nobody listens. */
export function sender({ send }: Actions, type: PlainMessage): (() => void) | undefined {
  return send && (() => send({ type }));
}
