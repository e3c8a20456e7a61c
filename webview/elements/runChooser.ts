/** The list from which runs are chosen: experiments, their variants, their seeds. */
import { html, nothing } from 'lit';
import type { RunEntry } from '../../src/protocol/panel.ts';
import { formatLoss } from '../../src/words.ts';
import { fileOf } from '../measures/compare.ts';
import { mean } from '../measures/statistics.ts';
import { unbroken } from '../words/numbers.ts';
import { button } from './button.ts';
import { searchField } from './controls.ts';

export interface ChooserActions {
  choose(keys: string[]): void;
  find(text: string): void;
}

/** Longer lists need a way to find something in them. */
const LONG = 12;

export function chooser(
  entries: readonly RunEntry[],
  chosen: ReadonlySet<string>,
  find: string,
  actions: ChooserActions,
) {
  const wanted = entries.filter((entry) => matches(entry, find));
  const files = [...new Set(wanted.map(({ key }) => fileOf(key)))];
  return html`
    <h2>Runs</h2>
    <p class="sub">Those of the first variant that is chosen are the reference</p>
    ${entries.length > LONG ? searchField('Find an experiment or variant', find, actions.find) : nothing}
    <div class="runs" role="group" aria-label="Runs to compare">
      ${files.map((file) =>
        experiment(
          wanted.filter(({ key }) => fileOf(key) === file),
          chosen,
          actions,
          files.length > 1,
        ),
      )}
      ${wanted.length === 0 ? html`<p class="muted">No run is called so.</p>` : nothing}
    </div>
    ${
      chosen.size > 0
        ? button({ action: 'clearRuns', label: 'Clear', secondary: true, run: () => actions.choose([]) })
        : nothing
    }
  `;
}

const matches = ({ experiment, variantName }: RunEntry, find: string): boolean =>
  `${experiment} ${variantName}`.toLowerCase().includes(find.trim().toLowerCase());

function experiment(
  entries: readonly RunEntry[],
  chosen: ReadonlySet<string>,
  actions: ChooserActions,
  titled: boolean,
) {
  const names = [...new Set(entries.map(({ variantName }) => variantName))];
  return html`
    ${titled ? html`<h3>${entries[0]?.experiment}</h3>` : nothing}
    ${names.map((name) =>
      variant(
        name,
        entries.filter(({ variantName }) => variantName === name),
        chosen,
        actions,
      ),
    )}
  `;
}

function variant(
  name: string,
  entries: readonly RunEntry[],
  chosen: ReadonlySet<string>,
  actions: ChooserActions,
) {
  const keys = entries.map(({ key }) => key);
  const count = keys.filter((key) => chosen.has(key)).length;
  const lowest = entries.flatMap(({ best }) => best?.validationLoss ?? []);
  const turn = (which: string[], on: boolean) => {
    const others = [...chosen].filter((key) => !which.includes(key));
    actions.choose(on ? [...others, ...which] : others);
  };
  return html`<div class="run-row" data-variant=${entries[0]?.variant}>
    <label>
      <input
        type="checkbox"
        .checked=${count > 0}
        .indeterminate=${count > 0 && count < keys.length}
        @change=${(event: Event) => turn(keys, (event.target as HTMLInputElement).checked)}
      />
      <span>${unbroken(name)}</span>
    </label>
    <span class="num muted">${lowest.length > 0 ? formatLoss(mean(lowest)) : '–'}</span>
    ${
      entries.length > 1
        ? html`<span class="seeds" role="group" aria-label="Seeds of ${name}">
            ${entries.map(
              ({ key, seed, state }) => html`<button
                aria-pressed=${chosen.has(key)}
                title="Seed ${seed}${state === 'finished' ? '' : `, ${state}`}"
                @click=${() => turn([key], !chosen.has(key))}
              >
                ${seed}
              </button>`,
            )}
          </span>`
        : nothing
    }
  </div>`;
}
