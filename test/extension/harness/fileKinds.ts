/** Weight files and logs of every kind, for tests that open them. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './paths.ts';

const fixtures = join(root, 'test/fixtures/files');
const EVENTS = 'events.out.tfevents.1700000000.host.6.0';
const TRAINER_STATE = 'logs/transformers/checkpoint-120/trainer_state.json';

interface Kind {
  /** Of the fixture, and of its copy in the group's folder. */
  from: string;
  to: string;
  /** What is clicked, within the group's folder. */
  click: string;
  /** How the header goes on after the name: format, size, what the makers of the fixtures say of them. */
  line: RegExp;
}

const kind = (click: string, line: RegExp, from: string, to = click): Kind => ({ from, to, click, line });

/** One file or folder of each kind, as independent programs or the formats' specifications made them. */
export const KINDS: Record<string, Kind[]> = {
  keras: [
    kind('keras3.keras', /^Keras 3 model, .* 94 parameters/, 'keras/keras3.keras'),
    kind('alone.weights.h5', /^Keras 3 weights, .* 26 parameters/, 'keras/alone.weights.h5'),
    kind('digits.h5', /^Keras 2 model, .* 1,810 parameters, float32$/, 'evaluation/digits.h5'),
    kind('tfjs/model.json', /^TensorFlow\.js model, .* 29 parameters/, 'plain/tfjs', 'tfjs'),
    kind('variables/model.ckpt.index', /^TensorFlow checkpoint, /, 'plain/tensorflow', 'variables'),
    kind('saved_model', /^TensorFlow SavedModel, .* 4 parameters/, 'plain/saved_model'),
  ],
  pytorch: [
    kind('whole-model.pt', /^PyTorch model \(zip\), .* 39 parameters/, 'pytorch/whole-model.pt'),
    kind('legacy.pth', /^PyTorch model \(before 1\.6\), .* 39 parameters/, 'pytorch/whole-model-legacy.pt'),
    kind('script.pt', /^TorchScript, .* 24 parameters/, 'pytorch/torchscript.pt'),
    kind('digits.onnx', /^ONNX model, opset \d+, .* 1,810 parameters/, 'evaluation/digits.onnx'),
    kind('every.safetensors', /^safetensors, 2\.7 KB, /, 'plain/safetensors/every.safetensors'),
    kind('shards/model.safetensors.index.json', /^safetensors, 2 shards, /, 'plain/sharded', 'shards'),
    kind('stored.npz', /^NumPy archive of 6 arrays, /, 'plain/npz/stored.npz'),
    kind('two.npy', /^NumPy array, .* 2 parameters/, 'plain/npy/two.npy'),
  ],
  logged: [
    kind('runs', /^TensorBoard, 2 runs/, 'logs/keras-tensorboard'),
    kind('events.out.tfevents.6', /^TensorBoard, 3 steps/, `logs/types/${EVENTS}`),
    kind('log.csv', /^Keras CSVLogger, 20 epochs/, 'logs/keras.csv'),
    kind('history.json', /^Keras History, 20 epochs/, 'logs/history.json'),
    kind('metrics.csv', /^PyTorch Lightning, 6 epochs/, 'logs/lightning/version_0/metrics.csv'),
    kind('trainer_state.json', /^Hugging Face Trainer, 4 epochs/, TRAINER_STATE),
    kind('evals_result.json', /^XGBoost evaluation results, 20 steps/, 'logs/xgboost.json'),
    kind('export.csv', /^Weights & Biases, 2 runs/, 'logs/wandb-export.csv'),
    kind('lines.jsonl', /^JSON Lines, 5 epochs/, 'logs/phases.jsonl'),
  ],
};

/** Copies them into the workspace, a folder a group. */
export async function copyKinds(workspace: string): Promise<void> {
  for (const [folder, kinds] of Object.entries(KINDS))
    for (const { from, to } of kinds)
      await cp(join(fixtures, from), join(workspace, folder, to), { recursive: true });
}
