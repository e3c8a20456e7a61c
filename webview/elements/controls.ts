/** Controls over the charts: a select, a row of choices. */
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import { html } from 'lit';

interface Choice<T> {
  value: T;
  label: string;
}

/** One of few: all choices are visible. */
export function segments<T>(
  label: string,
  choices: readonly Choice<T>[],
  chosen: T,
  choose: (value: T) => void,
) {
  return html`<div class="grp" role="group" aria-label=${label}>
    <span class="muted">${label}</span>
    <div class="seg">
      ${choices.map(
        (choice) => html`<button
          aria-pressed=${choice.value === chosen}
          @click=${() => choose(choice.value)}
        >
          ${choice.label}
        </button>`,
      )}
    </div>
  </div>`;
}

/** One of many. */
export function select(
  id: string,
  label: string,
  choices: readonly Choice<string>[],
  chosen: string,
  choose: (value: string) => void,
) {
  return html`<div class="grp">
    <span class="lbl">${label}</span>
    <vscode-single-select
      id=${id}
      label=${label}
      .value=${chosen}
      @change=${(event: Event) => choose((event.target as HTMLInputElement).value)}
    >
      ${choices.map(
        ({ value, label: text }) =>
          html`<vscode-option value=${value} ?selected=${value === chosen}>${text}</vscode-option>`,
      )}
    </vscode-single-select>
  </div>`;
}

/** Narrows a long list to what is called so. */
export function searchField(label: string, value: string, find: (text: string) => void) {
  return html`<input
    type="search"
    class="search"
    placeholder=${label}
    aria-label=${label}
    .value=${value}
    @input=${(event: Event) => find((event.target as HTMLInputElement).value)}
  />`;
}
