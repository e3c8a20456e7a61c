import type { PanelState, RunCurves, RunEntry } from '../../src/protocol/panel.ts';

export interface Scene {
  /** Sent when the panel is ready; undefined sends nothing. */
  state: PanelState | undefined;
  controls: object;
  answers: { runs?: RunEntry[]; curves?: RunCurves[] };
}

/** The document that the extension would make, around a panel served as `/panel.js`. */
export function editorPage(scene: Scene, theme: 'dark' | 'light' | 'hc' | 'hc-light'): string;

/** The exported report, which has no editor around it. */
export function reportPage(state: PanelState): string;
