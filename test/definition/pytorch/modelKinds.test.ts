import { describe, expect, test } from 'vitest';
import { at, flowOf, layersOf, model, read, written } from './source.ts';

const layer = (definition: ReturnType<typeof model>, line: string) =>
  definition.layers.find((each) => at(each) === line)!;

describe('recurrent layers', () => {
  const text = `
    class Tagger(nn.Module):
        def __init__(self, vocabulary=1000):
            super().__init__()
            self.embed = nn.Embedding(vocabulary, 50, padding_idx=0)
            self.lstm = nn.LSTM(50, 64, num_layers=2, batch_first=True, dropout=0.2, bidirectional=True)
            self.fc = nn.Linear(2 * 64, 5)
        def forward(self, x):
            out, (h, c) = self.lstm(self.embed(x))
            return self.fc(out[:, -1, :])
  `;

  test('settings by the names of every framework', () => {
    const { settings } = layer(model(text, 'Tagger'), 'LSTM@5');
    expect(written(settings.inputs)).toBe('50');
    expect(written(settings.units)).toBe('64');
    expect(written(settings.depth)).toBe('2');
    expect(written(settings.rate)).toBe('0.2');
    expect(written(settings.bidirectional)).toBe('true');
  });

  test('parameters of each direction and layer', () => {
    const tagger = model(text, 'Tagger');
    const first = 4 * 64 * (50 + 64) + 2 * 4 * 64;
    const second = 4 * 64 * (2 * 64 + 64) + 2 * 4 * 64;
    expect(layer(tagger, 'LSTM@5').parameters).toBe(2 * (first + second));
    expect(tagger.parameters).toBe(1000 * 50 + 2 * (first + second) + (128 * 5 + 5));
  });

  test('the output is the first of what the layer answers', () => {
    expect(flowOf(model(text, 'Tagger'))).toEqual([
      'input()',
      'Embedding(0)',
      'LSTM(1)',
      'item(2)',
      'Linear(3)',
    ]);
  });
});

describe('a choice by a parameter’s default', () => {
  const net = model(
    `
    class Net(nn.Module):
        def __init__(self, p=0.0):
            super().__init__()
            self.fc = nn.Linear(8, 2)
            self.drop = nn.Dropout(p) if p > 0 else nn.Identity()
    `,
    'Net',
  );

  test('marks both ways', () => {
    expect(net.layers.map(({ kind, context }) => [kind, context])).toEqual([
      ['Linear', undefined],
      ['Dropout', ['condition']],
      ['Identity', ['condition']],
    ]);
  });

  test('hides no parameters where neither way has any', () => {
    expect(net.parameters).toBe(8 * 2 + 2);
  });
});

describe('layers at the top of a file', () => {
  test('belong together where one is applied to what another made, however long the way', () => {
    const text = `
      a = nn.Linear(8, 8)
      b = nn.Linear(8, 4)
      c = nn.Linear(8, 2)
      x = a(torch.rand(1, 8))
      for step in range(50):
          x = torch.relu(x) + x
      y = b(x)
      z = c(torch.rand(1, 8))
    `;
    const groups = read(text).models.map(({ style, layers }) => [style, layers.map(({ name }) => name)]);
    expect(groups).toEqual([
      ['layers', ['a', 'b']],
      ['layers', ['c']],
    ]);
  });
});

describe('transformers', () => {
  test('a template that is only copied is not counted, one that is kept is', () => {
    const each = model(
      `
      class A(nn.Module):
          def __init__(self):
              super().__init__()
              layer = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True)
              self.encoder = nn.TransformerEncoder(layer, num_layers=3)
          def forward(self, x):
              return self.encoder(x)
      `,
      'A',
    );
    const attention = 3 * 16 * 16 + 3 * 16 + 16 * 16 + 16;
    const one = attention + (16 * 32 + 32) + (32 * 16 + 16) + 2 * 2 * 16;
    expect(each.layers.map(({ kind, parameters }) => [kind, parameters])).toEqual([
      ['TransformerEncoderLayer', one],
      ['TransformerEncoder', 3 * one],
    ]);
    expect(each.parameters).toBe(3 * one);
    const kept = model(
      `
      class B(nn.Module):
          def __init__(self):
              super().__init__()
              self.layer = nn.TransformerEncoderLayer(16, 4, 32)
              self.encoder = nn.TransformerEncoder(self.layer, 3)
      `,
      'B',
    );
    expect(kept.parameters).toBe(4 * one);
  });

  test('a norm that the stack is given is a layer of its own', () => {
    const each = model(
      `
      class A(nn.Module):
          def __init__(self, dim=16):
              super().__init__()
              self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(dim, 4, 32), 2, norm=nn.LayerNorm(dim))
      `,
      'A',
    );
    expect(each.layers.map(({ kind, wrapped }) => [kind, wrapped?.kind])).toEqual([
      ['TransformerEncoder', 'TransformerEncoderLayer'],
      ['LayerNorm', undefined],
    ]);
    // Attention 4·(16·16 + 16), between 16·32 + 32 and 32·16 + 16, two norms of 2·16; the stack's norm 2·16.
    expect(each.parameters).toBe(2 * (4 * 272 + 544 + 528 + 64) + 32);
  });

  test('residual sums, attention by hand, parameter tensors, tied weights', () => {
    const net = model(
      `
      class Net(nn.Module):
          def __init__(self, words=100, dim=8):
              super().__init__()
              self.embed = nn.Embedding(words, dim)
              self.pos = nn.Parameter(0.02 * torch.randn(1, 32, dim))
              self.qkv = nn.Linear(dim, 3 * dim, bias=False)
              self.norm = nn.LayerNorm(dim)
              self.out = nn.Linear(dim, words)
              self.out.weight = self.embed.weight
          def forward(self, x):
              x = self.embed(x) + self.pos
              q, k, v = self.qkv(self.norm(x)).chunk(3, dim=-1)
              att = F.softmax(q @ k.transpose(-2, -1), dim=-1)
              att = F.dropout(att, p=0.1, training=self.training)
              return self.out(x + att @ v)
      `,
      'Net',
    );
    expect(flowOf(net)).toEqual([
      'input()',
      'Embedding(0)',
      'add(1)',
      'LayerNorm(2)',
      'Linear(3)',
      'split(4)',
      'transpose(5)',
      'matmul(5, 6)',
      'softmax(7)',
      'dropout(8)',
      'matmul(9, 5)',
      'add(2, 10)',
      'Linear(11)',
    ]);
    expect(layersOf(net)).toEqual(['Embedding@4', 'LayerNorm@7', 'Linear@6', 'Linear@8']);
    expect(net.parameters).toBe(100 * 8 + 32 * 8 + 8 * 24 + 2 * 8 + 100);
    expect(net.flow!.find(({ operation }) => operation === 'split')?.features).toBe(8);
  });
});

describe('functional dropout', () => {
  const trainings = (body: string): (string | undefined)[] => {
    const net = model(
      `
      class Net(nn.Module):
          def __init__(self, p=0.4):
              super().__init__()
              self.fc = nn.Linear(4, 4)
              self.dropout = p
          def forward(self, x, flag=False):
              x = self.fc(x)
              ${body}
              return x
      `,
      'Net',
    );
    const { settings } = net.flow!.find(({ operation }) => operation === 'dropout')!;
    return [written(settings?.rate), written(settings?.training)];
  };

  test.each([
    ['x = F.dropout(x)', ['0.5 default', 'true default']],
    ['x = F.dropout(x, 0.2)', ['0.2', 'true default']],
    ['x = F.dropout(x, self.dropout, training=self.training)', ['0.4 parameter', 'mode']],
    ['x = F.dropout(x, p=0.2, training=False)', ['0.2', 'false']],
    ['x = F.dropout(x, 0.2, flag)', ['0.2', 'false parameter']],
    ['x = torch.dropout(x, 0.2, self.training)', ['0.2', 'mode']],
    ['x = nn.functional.dropout(x, 0.2, args.train)', ['0.2', '?']],
    ['x = F.dropout(x, 0.2) if self.training else x', ['0.2', 'mode']],
  ])('%s', (body, expected) => {
    expect(trainings(body)).toEqual(expected);
  });
});

describe('what is not what it looks like', () => {
  test('classes of the file that shadow library names', () => {
    const { models } = read(`
      class Linear(nn.Module):
          def __init__(self, inputs, outputs):
              super().__init__()
              self.weight = nn.Parameter(torch.randn(outputs, inputs))
          def forward(self, x):
              return F.linear(x, self.weight)

      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.fc = Linear(6, 4)
              self.out = nn.Linear(4, 2)
          def forward(self, x):
              return self.out(self.fc(x))
    `);
    const net = models.find(({ name }) => name === 'Net')!;
    expect(layersOf(net)).toEqual(['Linear@12']);
    expect(net.submodules).toMatchObject([{ name: 'Linear', count: 1, parameters: 24 }]);
    expect(net.parameters).toBe(24 + 4 * 2 + 2);
  });

  test('a name that nothing imports is no layer', () => {
    expect(read('net = Sequential(Linear(3, 4))').models).toEqual([]);
  });

  test('a loss is no layer; a class of losses is no model', () => {
    const { models } = read(`
      class Combined(nn.Module):
          def __init__(self):
              super().__init__()
              self.ce = nn.CrossEntropyLoss(label_smoothing=0.1)
              self.l1 = nn.L1Loss()
          def forward(self, x, y):
              return self.ce(x, y) + 0.5 * self.l1(x, y)
    `);
    expect(models).toEqual([]);
  });

  test.each([
    ['Base', undefined],
    ['nn.Linear', undefined],
    ['nn.Module', 3 * 2 + 2],
    ['nn.Module, SomeMixin', 3 * 2 + 2],
  ])('what a base class holds that is not seen is not counted: %s', (bases, parameters) => {
    const net = model(
      `
      from elsewhere import Base, SomeMixin
      class Net(${bases}):
          def __init__(self):
              super().__init__()
              self.fc = nn.Linear(3, 2)
      `,
      'Net',
    );
    expect(net.parameters).toBe(parameters);
  });

  test('a layer that forward does not use is listed where it is written', () => {
    const net = model(
      `
      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.used = nn.Linear(3, 3)
              self.forgotten = nn.Dropout(0.5)
          def forward(self, x):
              return self.used(x)
      `,
      'Net',
    );
    expect(layersOf(net)).toEqual(['Linear@4', 'Dropout@5']);
    expect(flowOf(net)).toEqual(['input()', 'Linear(0)']);
  });

  test('code in strings and comments', () => {
    expect(read('"""\nnet = nn.Linear(3, 4)\n"""\n# nn.Dropout(0.5)').models).toEqual([]);
  });
});

describe('wrapped layers', () => {
  test('weight_norm adds lengths, moving and compiling add nothing', () => {
    const net = model(
      `
      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.a = nn.utils.weight_norm(nn.Linear(6, 4))
              self.b = nn.utils.spectral_norm(nn.Linear(4, 2)).to(device)
          def forward(self, x):
              return self.b(self.a(x))
      net = torch.compile(nn.DataParallel(Net().cuda()))
      `,
      'Net',
    );
    expect(flowOf(net)).toEqual(['input()', 'Linear(0)', 'Linear(1)']);
    expect(net.parameters).toBe(6 * 4 + 4 + 4 + (4 * 2 + 2));
  });

  test('a Lightning module is named so', () => {
    const lit = model(
      `
      import lightning as L
      class Lit(L.LightningModule):
          def __init__(self):
              super().__init__()
              self.net = nn.Sequential(nn.Linear(4, 2))
          def forward(self, x):
              return self.net(x)
      `,
      'Lit',
    );
    expect(lit.base).toBe('pytorch_lightning.LightningModule');
    expect(lit.parameters).toBe(4 * 2 + 2);
  });
});
