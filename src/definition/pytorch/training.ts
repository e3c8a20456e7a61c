/** Facts of training: loaders with their batch size, Lightning's early stopping. */
import { bind, reportedSetting } from '../interpret/arguments.ts';
import type { Call, Run } from '../interpret/framework.ts';
import type { Setting } from '../model.ts';
import { factAt, variableOf } from './facts.ts';
import { READERS } from './readers.ts';

const LOADER = ['dataset', 'batch_size', 'shuffle', 'sampler', 'batch_sampler', 'num_workers'];

/** `DataLoader(train_set, batch_size=64)`; its default is 1. */
export function noteLoader(call: Call, run: Run): void {
  const bound = bind(call, LOADER, run);
  const own = bound.get('batch_sampler') ? unknown : bound.setting('batch_size', READERS.number, 1);
  const variable = variableOf(call.expression, run);
  run.note({
    ...factAt(call, run),
    type: 'loader',
    batchSize: reportedSetting(own),
    ...(variable !== undefined && { variable }),
  });
}

const unknown: Setting<number> = { value: undefined, origin: 'unknown' };

/** Lightning's `EarlyStopping(monitor='val_loss')`; it restores nothing by itself. */
export function noteEarlyStopping(call: Call, run: Run): void {
  const bound = bind(call, ['monitor', 'min_delta', 'patience'], run);
  run.note({
    ...factAt(call, run),
    type: 'earlyStopping',
    monitor: reportedSetting(bound.setting('monitor', READERS.text)),
    patience: reportedSetting(bound.setting('patience', READERS.number, 3)),
    restoresBest: { value: false, origin: 'default' },
  });
}
