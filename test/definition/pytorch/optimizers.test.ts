import { expect, test } from 'vitest';
import type { OptimizerFact } from '../../../src/definition/surroundings.ts';
import { factsOf, HEAD, written } from './source.ts';

const optimizer = (text: string): OptimizerFact => {
  const found = factsOf(text, 'optimizer');
  expect(found).toHaveLength(1);
  return found[0]!;
};

/** Each group: its parameters, whose, and its decay. */
const groups = (text: string): string[] =>
  optimizer(text).groups.map(
    ({ parameters, of, weightDecay }) => `${parameters} ${of}: ${written(weightDecay)}`,
  );

test.each([
  ['optim.SGD(model.parameters(), lr=0.1)', 'SGD', '0 default', false],
  ['optim.SGD(model.parameters(), 0.1, 0.9, 0, 5e-4)', 'SGD', '0.0005', false],
  ['torch.optim.Adam(model.parameters(), weight_decay=1e-5)', 'Adam', '0.00001', false],
  ['optim.AdamW(model.parameters())', 'AdamW', '0.01 default', true],
  ['optim.AdamW(model.parameters(), weight_decay=args.decay)', 'AdamW', '?', true],
  ['optim.RMSprop(model.parameters(), 1e-3, weight_decay=0.1)', 'RMSprop', '0.1', false],
  ['optim.NAdam(model.parameters(), decoupled_weight_decay=True)', 'NAdam', '0 default', true],
  ['optim.Adam(model.parameters(), **options)', 'Adam', '?', false],
])('%s', (call, name, decay, decoupled) => {
  const fact = optimizer(`optimizer = ${call}`);
  expect([fact.name, written(fact.weightDecay), fact.decoupled]).toEqual([name, decay, decoupled]);
  expect(fact.variable).toBe('optimizer');
  expect(fact.range.startLine).toBe(1 + HEAD);
});

test.each([
  ['model.parameters()', ['all model: 0 default']],
  ['self.parameters()', ['all self: 0 default']],
  ['self.model.parameters()', ['all self.model: 0 default']],
  ['model.fc.parameters()', ['part model.fc: 0 default']],
  ['list(model.a.parameters()) + list(model.b.parameters())', ['part model.a: 0 default']],
  ['filter(lambda p: p.requires_grad, model.parameters())', ['all model: 0 default']],
  ['[p for p in model.parameters() if p.requires_grad]', ['all model: 0 default']],
  ['[p for p in model.parameters() if p.ndim > 1]', ['weights model: 0 default']],
  ['[p for n, p in model.named_parameters() if "bias" in n]', ['biases model: 0 default']],
  ['[p for n, p in model.named_parameters() if n.endswith(".weight")]', ['weights model: 0 default']],
  ['[p for n, p in model.named_parameters() if "classifier" in n]', ['unknown model: 0 default']],
  ['params', ['unknown undefined: 0 default']],
  ['[{"params": model.parameters(), "weight_decay": 0.1}]', ['all model: 0.1']],
  [
    '[{"params": model.base.parameters()}, {"params": model.head.parameters(), "weight_decay": 0.01}]',
    ['part model.base: 0 default', 'part model.head: 0.01'],
  ],
])('optim.SGD(%s)', (parameters, expected) => {
  expect(groups(`optim.SGD(${parameters}, lr=0.1)`)).toEqual(expected);
});

test('lists that a loop fills by the names of parameters', () => {
  const text = `
    def build(model):
        decay, no_decay = [], []
        for name, p in model.named_parameters():
            if not p.requires_grad:
                continue
            if len(p.shape) == 1 or name.endswith('.bias'):
                no_decay.append(p)
            else:
                decay.append(p)
        return optim.AdamW([
            {'params': decay, 'weight_decay': 0.05},
            {'params': no_decay, 'weight_decay': 0.0},
        ], lr=1e-3)
  `;
  expect(groups(text)).toEqual(['weights model: 0.05', 'biases model: 0']);
  expect(optimizer(text).scope.function).toBe('build');
});

test('the two comprehensions of Hugging Face’s examples', () => {
  const text = `
    no_decay = ['bias', 'LayerNorm.weight']
    grouped = [
        {'params': [p for n, p in model.named_parameters() if not any(nd in n for nd in no_decay)], 'weight_decay': 0.01},
        {'params': [p for n, p in model.named_parameters() if any(nd in n for nd in no_decay)], 'weight_decay': 0.0},
    ]
    optimizer = optim.AdamW(grouped, lr=5e-5)
  `;
  expect(groups(text)).toEqual(['weights model: 0.01', 'biases model: 0']);
});

test('a group that is added later', () => {
  const text = `
    optimizer = optim.SGD(model.fc.parameters(), lr=0.1)
    optimizer.add_param_group({'params': model.base.parameters(), 'weight_decay': 1e-4})
  `;
  expect(groups(text)).toEqual(['part model.fc: 0 default', 'part model.base: 0.0001']);
  // Plain data: it holds nothing of the optimizer it belongs to.
  expect(() => JSON.stringify(optimizer(text))).not.toThrow();
});

test('TrainingArguments is AdamW without biases and norms', () => {
  const text = `
    from transformers import TrainingArguments
    args = TrainingArguments('out', weight_decay=0.01)
  `;
  const fact = optimizer(text);
  expect([fact.name, fact.decoupled, written(fact.weightDecay)]).toEqual(['AdamW', true, '0.01']);
  expect(fact.groups.map(({ parameters, weightDecay }) => [parameters, weightDecay.value])).toEqual([
    ['weights', 0.01],
    ['biases', 0],
  ]);
});

test.each([
  ['DataLoader(train_set, batch_size=4, shuffle=True)', '4'],
  ['DataLoader(train_set, 32)', '32'],
  ['DataLoader(train_set)', '1 default'],
  ['DataLoader(train_set, batch_size=args.batch)', '?'],
  ['DataLoader(train_set, batch_sampler=sampler)', '?'],
])('%s', (call, expected) => {
  const [fact] = factsOf(`from torch.utils.data import DataLoader\nloader = ${call}`, 'loader');
  expect(written(fact?.batchSize)).toBe(expected);
  expect(fact?.variable).toBe('loader');
});

test('early stopping of Lightning restores nothing', () => {
  const text = `
    from pytorch_lightning.callbacks import EarlyStopping
    stop = EarlyStopping(monitor='train_loss', patience=7)
  `;
  const [fact] = factsOf(text, 'earlyStopping');
  expect(written(fact?.monitor)).toBe('train_loss');
  expect(written(fact?.patience)).toBe('7');
  expect(fact?.restoresBest.value).toBe(false);
});
