/** Facts of training: where Lightning, Hugging Face's trainer and PyTorch's TensorBoard writer put their logs. */
import { bind, reportedSetting } from '../interpret/arguments.ts';
import type { Call, Run } from '../interpret/framework.ts';
import type { Setting } from '../model.ts';
import { factAt } from './facts.ts';
import { READERS } from './readers.ts';

/** Folder that a call writes its log into: positional parameters, which of them is the folder, and its default. */
interface Writer {
  parameters: string[];
  folder: string;
  default?: string;
  /** Parameter of a folder inside it, and its default. */
  inside?: { parameter: string; default: string };
}

const WRITERS: Record<string, Writer> = {
  'torch.utils.tensorboard.SummaryWriter': {
    parameters: ['log_dir'],
    folder: 'log_dir',
    default: 'runs',
  },
  'pytorch_lightning.loggers.CSVLogger': {
    parameters: ['save_dir', 'name'],
    folder: 'save_dir',
    inside: { parameter: 'name', default: 'lightning_logs' },
  },
  'pytorch_lightning.loggers.TensorBoardLogger': {
    parameters: ['save_dir', 'name'],
    folder: 'save_dir',
    inside: { parameter: 'name', default: 'lightning_logs' },
  },
  'pytorch_lightning.Trainer': {
    parameters: [],
    folder: 'default_root_dir',
    default: '.',
    inside: { parameter: '', default: 'lightning_logs' },
  },
  'transformers.TrainingArguments': { parameters: ['output_dir'], folder: 'output_dir' },
  'transformers.Seq2SeqTrainingArguments': { parameters: ['output_dir'], folder: 'output_dir' },
  'transformers.Trainer': { parameters: [], folder: '' },
  'transformers.Seq2SeqTrainer': { parameters: [], folder: '' },
};

/** The calls that {@link noteLog} knows. */
export const LOG_WRITERS = Object.keys(WRITERS);

/** Notes where the log of a call is; for a trainer that is told elsewhere its folder is unknown. */
export function noteLog(path: string, call: Call, run: Run): void {
  const { parameters, folder, default: fallback, inside } = WRITERS[path]!;
  const bound = bind(call, parameters, run);
  const base = bound.setting(folder, READERS.text, fallback);
  const name = inside && bound.setting(inside.parameter, READERS.text, inside.default);
  run.note({
    ...factAt(call, run),
    type: 'log',
    writer: path.slice(path.lastIndexOf('.') + 1),
    path: reportedSetting(name ? joined(base, name) : base),
  });
}

function joined(base: Setting<string>, name: Setting<string>): Setting<string> {
  if (base.value === undefined || name.value === undefined)
    return { ...base, value: undefined, origin: 'unknown' };
  return { ...base, value: `${base.value}/${name.value}` };
}
