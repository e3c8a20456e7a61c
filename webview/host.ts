/** Where the panel runs: in an editor that answers messages, or in a page of its own that holds its state. */
import type { HostToPanel, PanelState, PanelToHost } from '../src/protocol/panel.ts';
import { type Asker, Questions } from './asking.ts';
import type { Controls } from './controls.ts';
import type { OptionValue } from './options.ts';
import { restoreState, type Snapshot, snapshot } from './snapshot.ts';

interface VsCodeApi {
  postMessage(message: PanelToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** What the host's messages lead to, answers apart. */
export interface Listeners {
  state(state: PanelState): void;
  show(view: string, options?: Record<string, OptionValue>): void;
}

export interface Host {
  /** Absent in a page of its own. */
  send?: (message: PanelToHost) => void;
  /** Absent in a page of its own. */
  ask?: Asker;
  /** What there is to show before the first message. */
  state: PanelState | undefined;
  /** As stored, by whichever version. */
  controls: unknown;
  save(state: PanelState | undefined, controls: Controls): void;
  listen(listeners: Listeners): void;
}

/** The host of this document. */
export function findHost(): Host {
  return typeof acquireVsCodeApi === 'function' ? editorHost(acquireVsCodeApi()) : pageHost();
}

function editorHost(api: VsCodeApi): Host {
  const stored = api.getState();
  const send = (message: PanelToHost) => api.postMessage(message);
  const questions = new Questions(send);
  return {
    send,
    ask: questions.ask,
    state: restoreState(stored),
    controls: (stored as Partial<Snapshot> | undefined)?.controls,
    save: (state, controls) => api.setState(snapshot(state, controls)),
    listen(listeners) {
      addEventListener('message', ({ data }: MessageEvent<HostToPanel>) => {
        if (data?.type === 'state') listeners.state(data.state);
        else if (data?.type === 'show') listeners.show(data.view, data.options);
        else if (data) questions.receive(data);
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
