import { expect, test } from 'vitest';
import { canonical, exportsName } from '../../../src/definition/pytorch/paths.ts';
import { readSource } from '../../../src/definition/source.ts';

test.each([
  ['torch.nn.Linear', 'torch.nn.Linear'],
  ['torch.nn.modules.linear.Linear', 'torch.nn.Linear'],
  ['torch.nn.modules.Linear', 'torch.nn.Linear'],
  ['torch.nn.functional.relu', 'torch.nn.functional.relu'],
  ['torch.nn.parameter.Parameter', 'torch.nn.Parameter'],
  ['torch.nn.utils.parametrizations.weight_norm', 'torch.nn.utils.weight_norm'],
  ['torch.optim.adamw.AdamW', 'torch.optim.AdamW'],
  ['torch.optim.lr_scheduler.StepLR', 'torch.optim.lr_scheduler.StepLR'],
  ['torch.utils.data.dataloader.DataLoader', 'torch.utils.data.DataLoader'],
  ['lightning.pytorch.callbacks.EarlyStopping', 'pytorch_lightning.callbacks.EarlyStopping'],
  ['lightning.LightningModule', 'pytorch_lightning.LightningModule'],
  ['pytorch_lightning.core.lightning.LightningModule', 'pytorch_lightning.LightningModule'],
  ['torchvision.transforms.v2.RandomCrop', 'torchvision.transforms.RandomCrop'],
  ['torchvision.models.resnet.resnet18', 'torchvision.models.resnet18'],
  ['transformers.TFBertModel', undefined],
  ['keras.layers.Dense', undefined],
  ['torchaudio.transforms.Spectrogram', undefined],
])('%s is %s', (path, expected) => {
  expect(canonical(path)).toBe(expected);
});

test.each([
  ['torch.nn', 'Linear', true],
  ['torch.nn', 'CrossEntropyLoss', true],
  ['torch.nn', 'relu', false],
  ['torch.nn.functional', 'relu', true],
  ['torch.optim', 'AdamW', true],
  ['torch', 'nn', true],
  ['keras.layers', 'Dense', false],
])('from %s import * binds %s: %s', (module, name, expected) => {
  expect(exportsName(module, name)).toBe(expected);
});

test.each([
  ['import torch', 'torch.nn.Linear(3, 4)'],
  ['import torch.nn', 'torch.nn.Linear(3, 4)'],
  ['import torch.nn as nn', 'nn.Linear(3, 4)'],
  ['from torch import nn as layers', 'layers.Linear(3, 4)'],
  ['from torch.nn import Linear as FC', 'FC(3, 4)'],
  ['from torch.nn import *', 'Linear(3, 4)'],
  ['from torch.nn.modules.linear import Linear', 'Linear(3, 4)'],
  ['import torch\nnn = torch.nn', 'nn.Linear(3, 4)'],
  ['try:\n    import torch.nn as nn\nexcept ImportError:\n    nn = None', 'nn.Linear(3, 4)'],
])('%s; %s', (imports, call) => {
  const [found] = readSource('a.py', `${imports}\nlayer = ${call}\n`).models;
  expect(found?.layers).toMatchObject([{ kind: 'Linear', framework: 'pytorch', parameters: 3 * 4 + 4 }]);
});
