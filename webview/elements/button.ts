/** The panel's buttons: VS Code's own look, from vscode-elements. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing } from 'lit';
import { type IconName, icon } from './icon.ts';

interface ButtonOptions {
  /** Stable name of the action: `data-action`. */
  action: string;
  label: string;
  icon?: IconName;
  secondary?: boolean;
  disabled?: boolean;
  run: () => void;
}

export function button({ action, label, icon: shape, secondary, disabled, run }: ButtonOptions) {
  return html`<vscode-button
    data-action=${action}
    ?secondary=${secondary ?? false}
    ?disabled=${disabled ?? false}
    @click=${run}
    >${shape ? icon(shape) : nothing}<span>${label}</span></vscode-button
  >`;
}

/** A button without a border in the header: its label is a tooltip. */
export function iconButton(action: string, label: string, shape: IconName, run: () => void) {
  return html`<button class="ico" data-action=${action} aria-label=${label} title=${label} @click=${run}>
    ${icon(shape)}
  </button>`;
}

/** A link that does something in the editor; plain text where there is none. */
export function link(label: unknown, run: (() => void) | undefined, action?: string) {
  if (!run) return html`<span>${label}</span>`;
  return html`<button class="link" data-action=${action ?? nothing} @click=${run}>${label}</button>`;
}
