import { expect, test } from 'vitest';
import { factsOf, HEAD, written } from './source.ts';

const penalties = (text: string): string[] =>
  factsOf(text, 'handPenalty').map(
    ({ norm, parameters, of, strength, range }) =>
      `${range.startLine - HEAD}: ${norm} of ${parameters} ${of}, ${written(strength)}`,
  );

/** A training step in which `lines` make `reg`. */
const step = (...lines: string[]): string => `
def step(model, x, y):
    loss = F.cross_entropy(model(x), y)
${lines.map((line) => `    ${line}`).join('\n')}
    return loss
`;

test.each([
  ['loss = loss + 1e-4 * sum(p.abs().sum() for p in model.parameters())', 'l1 of all model, 0.0001'],
  ['loss += 0.01 * sum(p.pow(2).sum() for p in model.parameters())', 'l2 of all model, 0.01'],
  ['loss += 0.01 * sum((p ** 2).sum() for p in model.parameters())', 'l2 of all model, 0.01'],
  ['loss += 0.01 * sum(torch.sum(p * p) for p in model.parameters())', 'l2 of all model, 0.01'],
  ['loss += sum(torch.norm(p, 1) for p in model.parameters()) * 0.5', 'l1 of all model, 0.5'],
  ['loss += 0.5 * sum(p.norm(2) for p in model.parameters())', 'l2-norm of all model, 0.5'],
  ['loss += 0.5 * sum(p.norm(2) ** 2 for p in model.parameters())', 'l2 of all model, 0.5'],
  ['loss += 0.5 * sum(torch.linalg.norm(p) for p in model.parameters())', 'l2-norm of all model, 0.5'],
  ['loss += sum(p.abs().sum() for p in model.parameters()) / 4', 'l1 of all model, 0.25'],
  ['loss += 0.1 * sum(p.abs().mean() for p in model.parameters())', 'l1 of all model, ?'],
  ['loss += args.l1 * sum(p.abs().sum() for p in model.parameters())', 'l1 of all model, ?'],
  [
    'loss += 0.1 * sum(p.abs().sum() for n, p in model.named_parameters() if "bias" not in n)',
    'l1 of weights model, 0.1',
  ],
  ['loss += 0.1 * sum(p.abs().sum() for p in model.parameters() if p.dim() > 1)', 'l1 of weights model, 0.1'],
  ['loss += 0.1 * sum(p.abs().sum() for p in model.fc.parameters())', 'l1 of part model.fc, 0.1'],
  [
    'loss += 0.1 * torch.norm(torch.cat([p.view(-1) for p in model.parameters()]), 1)',
    'l1 of all model, 0.1',
  ],
])('%s', (line, expected) => {
  expect(penalties(step(line))).toEqual([`3: ${expected}`]);
});

test('a loop that adds up, with a constant for the strength', () => {
  const text = `
    LAMBDA = 0.001
    def step(model, loss):
        reg = torch.tensor(0.)
        for name, p in model.named_parameters():
            if 'bias' in name:
                continue
            reg = reg + torch.norm(p, 1)
        return loss + LAMBDA * reg
  `;
  expect(penalties(text)).toEqual(['4: l1 of weights model, 0.001 constant']);
});

test('a loop that adds to the loss itself', () => {
  expect(penalties(step('for p in model.parameters():', '    loss += 0.1 * p.abs().sum()'))).toEqual([
    '3: l1 of all model, 0.1',
  ]);
});

test('L1 and L2 of one sum are two penalties', () => {
  const lines = [
    'l1 = sum(p.abs().sum() for p in model.parameters())',
    'l2 = sum(p.pow(2).sum() for p in model.parameters())',
    'loss = loss + 0.1 * l1 + 0.2 * l2',
  ];
  expect(penalties(step(...lines))).toEqual(['3: l1 of all model, 0.1', '4: l2 of all model, 0.2']);
});

test('a module that loops over the parameters of the model it is given', () => {
  const text = `
    class L1Penalty(nn.Module):
        def __init__(self, model, weight=0.01):
            super().__init__()
            self.model = model
            self.weight = weight
        def forward(self, loss):
            reg = 0
            for p in self.model.parameters():
                reg += torch.sum(torch.abs(p))
            return loss + self.weight * reg
  `;
  expect(penalties(text)).toEqual(['8: l1 of all self.model, 0.01 parameter']);
});

test('a helper function whose result the caller multiplies', () => {
  const text = `
    def l2_penalty(model):
        return sum(p.pow(2).sum() for p in model.parameters())

    def step(net, loss):
        return loss + 0.3 * l2_penalty(net)
  `;
  expect(penalties(text)).toEqual(['2: l2 of all model, 0.3']);
});

test.each([
  ['for the log', ['print(sum(p.norm() for p in model.parameters()))']],
  [
    'of gradients',
    [
      'total = 0',
      'for p in model.parameters():',
      '    total += p.grad.norm(2).item() ** 2',
      'loss = loss * total',
    ],
  ],
  [
    'without gradient',
    ['size = sum(p.abs().sum().item() for p in model.parameters())', 'loss = loss + size'],
  ],
  ['counting parameters', ['n = sum(p.numel() for p in model.parameters())', 'loss = loss + n']],
  [
    'distance to other weights',
    ['loss += sum(((p - q) ** 2).sum() for p, q in zip(model.parameters(), anchors))'],
  ],
])('no penalty: %s', (_, lines) => {
  expect(penalties(step(...lines))).toEqual([]);
});
