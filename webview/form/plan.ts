/** Which variants, how they are trained, what is measured beside them. */
import { html, nothing } from 'lit';
import type { StudyName } from '../../src/experiment/experiment.ts';
import type { FormRange, FormValues } from '../../src/protocol/form.ts';
import { segments, select } from '../elements/controls.ts';
import type { Shown } from './element.ts';
import { checkbox, numberField } from './fields.ts';

type RangeName = 'l1' | 'l2' | 'dropout';

const RANGES: Record<RangeName, { label: string; help: string; least: number; most: number }> = {
  l1: { label: 'L1', help: 'λ·Σ|w|: many weights near or at 0', least: 1e-8, most: 10 },
  l2: {
    label: 'L2',
    help: 'λ·Σw², as Keras has it; PyTorch’s weight_decay is 2λ for the same',
    least: 1e-8,
    most: 10,
  },
  dropout: { label: 'Dropout', help: 'Probability of dropping a unit', least: 0.01, most: 0.95 },
};

export function planSection(shown: Shown) {
  const { values } = shown.state;
  const { set } = shown;
  return html`<section>
    <h2>Variants</h2>
    <p class="sub">The unregularized model is always among them: everything is compared with it</p>
    ${range(shown, 'l1')}
    ${
      values.l1.on
        ? html`<div class="nested">
            ${segments(
              'Mode of L1',
              [
                { value: 'framework' as const, label: 'as your framework' },
                { value: 'proximal' as const, label: 'proximal (exact zeros)' },
                { value: 'both' as const, label: 'both' },
              ],
              values.l1Mode,
              (l1Mode) => set({ l1Mode }),
            )}
          </div>`
        : nothing
    }
    ${range(shown, 'l2')} ${range(shown, 'dropout')}
    ${
      values.dropout.on && values.l2.on
        ? checkbox(
            'combined',
            'Dropout with L2',
            'Every rate together with the middle λ of L2',
            values.combined,
            (combined) => set({ combined }),
          )
        : nothing
    }
    ${checkbox('batchNormalization', 'Batch normalization', 'After every hidden layer that has none', values.batchNormalization, (on) => set({ batchNormalization: on }))}
    ${checkbox('earlyStopping', 'Early stopping', 'Ends after 10 epochs without a lower validation loss and keeps the best weights', values.earlyStopping > 0, (on) => set({ earlyStopping: on ? 10 : 0 }))}
  </section>`;
}

/** A switch, and while it is on the ends of the range and its number of steps. */
function range({ state: { values }, set }: Shown, name: RangeName) {
  const value = values[name];
  const { label, help, least, most } = RANGES[name];
  const change = (part: Partial<FormRange>) =>
    set({ [name]: { ...value, ...part } } as Pick<FormValues, RangeName>);
  const limits = { least, most, step: 'any' as const };
  return html`
    ${checkbox(name, label, help, value.on, (on) => change({ on }))}
    ${
      value.on
        ? html`<div class="line nested">
            ${numberField({ id: `${name}-from`, label: 'From', value: value.from, ...limits }, (from) => change({ from }))}
            ${numberField({ id: `${name}-to`, label: 'To', value: value.to, ...limits }, (to) => change({ to }))}
            ${numberField({ id: `${name}-steps`, label: 'Steps', value: value.steps, least: 1, most: 20, step: 1 }, (steps) => change({ steps }))}
          </div>`
        : nothing
    }
  `;
}

const OPTIMIZERS = [
  { value: 'adam', label: 'Adam' },
  { value: 'adamw', label: 'AdamW' },
  { value: 'sgd', label: 'SGD' },
  { value: 'rmsprop', label: 'RMSprop' },
  { value: 'adagrad', label: 'Adagrad' },
];

export function trainingSection({ state: { values }, set }: Shown) {
  const whole = { least: 1, step: 1 };
  return html`<section>
    <h2>Training</h2>
    <div class="line">
      ${numberField({ id: 'epochs', label: 'Epochs', value: values.epochs, most: 100_000, ...whole }, (epochs) => set({ epochs }))}
      ${numberField({ id: 'seeds', label: 'Seeds', value: values.seeds, most: 100, ...whole }, (seeds) => set({ seeds }))}
      ${numberField({ id: 'batchSize', label: 'Batch size', value: values.batchSize, most: 65_536, ...whole }, (batchSize) => set({ batchSize }))}
    </div>
    <div class="line">
      ${select('optimizer', 'Optimizer', OPTIMIZERS, values.optimizer, (value) => set({ optimizer: value as FormValues['optimizer'] }))}
      ${numberField({ id: 'learningRate', label: 'Learning rate', value: values.learningRate, least: 1e-8, most: 100, step: 'any' }, (learningRate) => set({ learningRate }))}
    </div>
    ${
      values.seeds === 1
        ? html`<p class="help">One seed gives no intervals: nothing can be called better than noise.</p>`
        : nothing
    }
    ${checkbox('successiveHalving', 'Stop hopeless variants early', 'Successive halving: after an eighth, a quarter and half of the epochs those that are clearly worse end', values.successiveHalving, (successiveHalving) => set({ successiveHalving }))}
  </section>`;
}

const STUDIES: { name: StudyName; label: string; help: string }[] = [
  {
    name: 'learningCurve',
    label: 'Learning curve',
    help: 'Would more data help? Trains on parts of the rows',
  },
  { name: 'replicas', label: 'Bias and variance', help: '20 bootstrap replicas of the training rows' },
  {
    name: 'widths',
    label: 'Dropout and width',
    help: 'Rates at the model’s width and at the same expected width',
  },
  { name: 'path', label: 'Regularization path', help: 'A finer sweep of λ, and the path of a linear model' },
  {
    name: 'beside',
    label: 'Beside them',
    help: 'Batch normalization, early stopping and augmentation, alone and combined',
  },
];

export function measurementSection({ state: { values }, set }: Shown) {
  return html`<section>
    <h2>Further measurements</h2>
    <p class="sub">Each can also be asked for later, from the results</p>
    ${STUDIES.map(({ name, label, help }) =>
      checkbox(`study-${name}`, label, help, values.studies.includes(name), (on) =>
        set({
          studies: on ? [...values.studies, name] : values.studies.filter((study) => study !== name),
        }),
      ),
    )}
  </section>`;
}
