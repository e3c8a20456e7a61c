/** Canonical names of PyTorch and what belongs to it: Lightning, torchvision, Hugging Face's optimizer settings. */
import { FUNCTION_NAMES } from './operations.ts';
import { OPTIMIZERS } from './optimizers.ts';
import { SIGNATURES } from './signatures.ts';

/** Old and deep spellings, first match first: a prefix, and what it stands for. */
const PREFIXES: [RegExp, string][] = [
  [/^lightning\.pytorch(?=\.|$)/, 'pytorch_lightning'],
  [/^lightning(?=\.|$)/, 'pytorch_lightning'],
  [/^pytorch_lightning\.core\.(?:\w+\.)?(?=LightningModule|LightningDataModule)/, 'pytorch_lightning.'],
  [/^pytorch_lightning\.callbacks\.[a-z]\w*\.(?=[A-Z])/, 'pytorch_lightning.callbacks.'],
  [/^torch\.nn\.modules\.[a-z]\w*\.(?=[A-Z])/, 'torch.nn.'],
  [/^torch\.nn\.modules\.(?=[A-Z])/, 'torch.nn.'],
  [/^torch\.nn\.parameter\./, 'torch.nn.'],
  [
    /^torch\.nn\.utils\.(?:parametrizations|weight_norm|spectral_norm)\.(?=weight_norm|spectral_norm)/,
    'torch.nn.utils.',
  ],
  [/^torch\.nn\.parallel\.(?:\w+\.)?(?=[A-Z])/, 'torch.nn.parallel.'],
  [/^torch\.optim\.(?!lr_scheduler)[a-z]\w*\.(?=[A-Z])/, 'torch.optim.'],
  [/^torch\.utils\.data\.[a-z]\w*\.(?=[A-Z])/, 'torch.utils.data.'],
  [/^torch\.autograd\.(?:grad_mode\.)?(?=no_grad|inference_mode|set_grad_enabled)/, 'torch.'],
  [/^torchvision\.transforms\.(?:v2|transforms)\.(?=[A-Z])/, 'torchvision.transforms.'],
  [/^torchvision\.(datasets|models)\.[a-z]\w*\.(?=\w)/, 'torchvision.$1.'],
  [/^transformers\.(?:optimization|training_args|training_args_seq2seq)\./, 'transformers.'],
];

/** Modules whose names are PyTorch's. */
const ROOTS = new Set(['torch', 'torchvision', 'lightning', 'pytorch_lightning', 'timm', 'transformers']);

/** Functions of Python's library that copy, order and chain modules and parameters. */
const HELPERS = new Set(['copy.copy', 'copy.deepcopy', 'collections.OrderedDict', 'itertools.chain']);

/** `torch.nn.modules.linear.Linear` is `torch.nn.Linear`; undefined for names of other libraries. */
export function canonical(path: string): string | undefined {
  if (HELPERS.has(path)) return path;
  const dot = path.indexOf('.');
  const root = dot < 0 ? path : path.slice(0, dot);
  // TensorFlow's models in Hugging Face's library are not PyTorch's.
  if (!ROOTS.has(root) || path.startsWith('transformers.TF')) return undefined;
  if (path.startsWith('torch.nn.') && path.indexOf('.', 9) < 0) return path;
  return PREFIXES.reduce((name, [prefix, standsFor]) => name.replace(prefix, standsFor), path);
}

const MODULES = [
  'Module',
  'Sequential',
  'ModuleList',
  'ModuleDict',
  'Parameter',
  'ParameterList',
  'ParameterDict',
];

/** Public names that `from module import *` binds, as far as they matter here. */
const EXPORTS: Record<string, (name: string) => boolean> = {
  torch: (name) => name === 'nn' || name === 'optim' || FUNCTION_NAMES.has(name),
  'torch.nn': (name) =>
    Object.hasOwn(SIGNATURES, name) ||
    MODULES.includes(name) ||
    name === 'functional' ||
    /^[A-Z]\w*Loss$/.test(name),
  'torch.nn.functional': (name) => FUNCTION_NAMES.has(name),
  'torch.optim': (name) => Object.hasOwn(OPTIMIZERS, name) || name === 'lr_scheduler',
  'torch.utils.data': (name) =>
    ['DataLoader', 'Dataset', 'TensorDataset', 'random_split', 'Subset'].includes(name),
  pytorch_lightning: (name) => /^(LightningModule|LightningDataModule|Trainer)$/.test(name),
};

/** Whether `from module import *` binds the name. */
export function exportsName(module: string, name: string): boolean {
  const path = canonical(module);
  const binds = path === undefined ? undefined : EXPORTS[path];
  if (binds) return binds(name);
  return path === 'torch.nn.modules' && EXPORTS['torch.nn']!(name);
}
