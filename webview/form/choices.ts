/** Which model, which data, which column. */
import { html, nothing } from 'lit';
import type { FormModel } from '../../src/protocol/form.ts';
import { button } from '../elements/button.ts';
import { select } from '../elements/controls.ts';
import type { Shown } from './element.ts';
import { numberField } from './fields.ts';

/** A model among those of the list: file and name. */
const SEPARATOR = '\n';
const keyOf = ({ file, name }: Pick<FormModel, 'file' | 'name'>): string => `${file}${SEPARATOR}${name}`;

export function modelSection({ state, set, send }: Shown) {
  const { models, values } = state;
  const chosen = values.model ? keyOf(values.model) : '';
  const known = models.find((model) => keyOf(model) === chosen);
  const choose = (key: string) => {
    const [file = '', name = ''] = key.split(SEPARATOR);
    set({ model: { file, name } });
  };
  return html`<section>
    <h2>Model</h2>
    <div class="pick">
      ${
        models.length > 0
          ? select(
              'model',
              'Definition',
              models.map((model) => ({ value: keyOf(model), label: model.label })),
              chosen,
              choose,
            )
          : html`<p class="muted">No Keras Sequential model was found in this workspace.</p>`
      }
      ${button({ action: 'browseModel', label: 'Browse…', secondary: true, run: () => send({ type: 'browse', what: 'model' }) })}
    </div>
    ${known ? html`<p class=${known.problem ? 'bad' : 'help'}>${known.detail}</p>` : nothing}
  </section>`;
}

export function dataSection({ state, set, send }: Shown) {
  const { data, columns, values } = state;
  const share = { least: 0.01, most: 0.9, step: 0.01 };
  return html`<section>
    <h2>Data</h2>
    <div class="pick">
      ${
        data.length > 0
          ? select(
              'data',
              'File',
              data.map(({ file, label }) => ({ value: file, label })),
              values.data ?? '',
              (file) => set({ data: file }),
            )
          : html`<p class="muted">No data file was found in this workspace.</p>`
      }
      ${button({ action: 'browseData', label: 'Browse…', secondary: true, run: () => send({ type: 'browse', what: 'data' }) })}
    </div>
    ${
      columns.length > 0
        ? html`<div class="pick">
            ${select(
              'target',
              'What it predicts',
              columns.map(({ name, detail }) => ({ value: name, label: `${name}: ${detail}` })),
              values.target ?? '',
              (target) => set({ target }),
            )}
          </div>`
        : nothing
    }
    <div class="line">
      ${numberField({ id: 'validation', label: 'Validation share', value: values.validation, ...share }, (validation) => set({ validation }))}
      ${numberField({ id: 'test', label: 'Test share', value: values.test, ...share }, (test) => set({ test }))}
    </div>
  </section>`;
}
