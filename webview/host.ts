/** Where the panel runs: in an editor that answers messages, or in a page of its own that holds its state. */
import type { HostToPanel, PanelState, PanelToHost } from '../src/protocol/panel.ts';
import type { Controls } from './controls.ts';
import { restoreState, type Snapshot, snapshot } from './snapshot.ts';

interface VsCodeApi {
  postMessage(message: PanelToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host {
  /** Absent in a page of its own. */
  send?: (message: PanelToHost) => void;
  /** What there is to show before the first message. */
  state: PanelState | undefined;
  /** As stored, by whichever version. */
  controls: unknown;
  save(state: PanelState | undefined, controls: Controls): void;
  listen(received: (state: PanelState) => void): void;
}

/** The host of this document. */
export function findHost(): Host {
  return typeof acquireVsCodeApi === 'function' ? editorHost(acquireVsCodeApi()) : pageHost();
}

function editorHost(api: VsCodeApi): Host {
  const stored = api.getState();
  return {
    send: (message) => api.postMessage(message),
    state: restoreState(stored),
    controls: (stored as Partial<Snapshot> | undefined)?.controls,
    save: (state, controls) => api.setState(snapshot(state, controls)),
    listen(received) {
      addEventListener('message', ({ data }: MessageEvent<HostToPanel>) => {
        if (data?.type === 'state') received(data.state);
      });
      api.postMessage({ type: 'ready' });
    },
  };
}

/** The exported report: its state is JSON in the page, and there is nobody to send to. */
function pageHost(): Host {
  const element = document.getElementById('reglens-state');
  const state = element ? (JSON.parse(element.textContent ?? 'null') as PanelState) : undefined;
  return { state, controls: undefined, save: () => {}, listen: () => {} };
}
