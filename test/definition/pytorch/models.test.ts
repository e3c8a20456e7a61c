import { describe, expect, test } from 'vitest';
import { at, flowOf, layersOf, model, nameOf, read, written } from './source.ts';

const layer = (definition: ReturnType<typeof model>, line: string) =>
  definition.layers.find((each) => at(each) === line)!;

describe('a class with layers as attributes', () => {
  const text = `
    class Net(nn.Module):
        def __init__(self, hidden=128, p=0.25):
            super(Net, self).__init__()
            self.conv = nn.Conv2d(1, 8, 3, padding=1)
            self.bn = nn.BatchNorm2d(8)
            self.drop = nn.Dropout(p)
            self.fc1 = nn.Linear(8 * 14 * 14, hidden)
            self.fc2 = nn.Linear(hidden, num_classes)

        def forward(self, x):
            x = x.view(-1, 1, 28, 28)
            x = F.max_pool2d(F.relu(self.bn(self.conv(x))), 2)
            x = torch.flatten(x, 1)
            x = self.drop(F.relu(self.fc1(x)))
            return F.log_softmax(self.fc2(x), dim=1)
  `;
  const net = model(text, 'Net');

  test('layers stand in the order of forward, at their lines', () => {
    expect(layersOf(net)).toEqual(['Conv2d@4', 'BatchNorm2d@5', 'Linear@7', 'Dropout@6', 'Linear@8']);
    expect(net.layers.map(({ name }) => name)).toEqual(['conv', 'bn', 'fc1', 'drop', 'fc2']);
    expect([net.framework, net.style]).toEqual(['pytorch', 'subclass']);
  });

  test('values say where they came from; what cannot be seen is unknown', () => {
    expect(written(layer(net, 'Dropout@6').settings.rate)).toBe('0.25 parameter');
    expect(written(layer(net, 'Linear@7').settings.units)).toBe('128 parameter');
    expect(written(layer(net, 'Linear@7').settings.useBias)).toBe('true default');
    expect(written(layer(net, 'Linear@8').settings.units)).toBe('?');
    expect(written(layer(net, 'Conv2d@4').settings.filters)).toBe('8');
  });

  test('shapes and parameters', () => {
    expect(layer(net, 'Conv2d@4').outputShape).toEqual([8, 28, 28]);
    expect(layer(net, 'Linear@7').inputShape).toEqual([8 * 14 * 14]);
    expect(layer(net, 'Conv2d@4').parameters).toBe(3 * 3 * 1 * 8 + 8);
    expect(layer(net, 'BatchNorm2d@5').parameters).toBe(8 + 8);
    expect(layer(net, 'Linear@7').parameters).toBe(8 * 14 * 14 * 128 + 128);
    expect(net.parameters).toBeUndefined();
  });

  test('the flow names functions and layers with their inputs', () => {
    expect(flowOf(net)).toEqual([
      'input()',
      'reshape(0)',
      'Conv2d(1)',
      'BatchNorm2d(2)',
      'relu(3)',
      'maxPool(4)',
      'flatten(5)',
      'Linear(6)',
      'relu(7)',
      'Dropout(8)',
      'Linear(9)',
      'logSoftmax(10)',
    ]);
    expect(net.outputs).toEqual([11]);
  });
});

test('constants that are assigned once, and arithmetic with them', () => {
  const net = model(
    `
    HIDDEN = 64
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.a = nn.Linear(10, HIDDEN * 2, bias=False)
            self.b = nn.Linear(in_features=HIDDEN * 2, out_features=3)
        def forward(self, x):
            return self.b(torch.tanh(self.a(x)))
    `,
    'Net',
  );
  expect(net.layers.map(({ settings }) => written(settings.units))).toEqual(['128 constant', '3']);
  expect(net.parameters).toBe(10 * 128 + (128 * 3 + 3));
});

describe('containers', () => {
  test('nn.Sequential in a variable', () => {
    const net = model(
      `
      net = nn.Sequential(
          nn.Flatten(),
          nn.Linear(784, 32), nn.ReLU(),
          nn.Linear(32, 10),
      )
      `,
      'net',
    );
    expect(net.style).toBe('sequential');
    expect(layersOf(net)).toEqual(['Flatten@2', 'Linear@3', 'ReLU@3', 'Linear@4']);
    expect(net.layers.map(({ outputShape }) => outputShape)).toEqual([[784], [32], [32], [10]]);
    expect(net.parameters).toBe(784 * 32 + 32 + 32 * 10 + 10);
  });

  test('a list built by a loop over a known tuple and handed on with *', () => {
    const net = model(
      `
      def mlp(sizes=(4, 8, 2)):
          layers = []
          for a, b in zip(sizes[:-1], sizes[1:]):
              layers.append(nn.Linear(a, b))
              layers.append(nn.ReLU())
          return nn.Sequential(*layers)
      `,
      'mlp',
    );
    expect(layersOf(net)).toEqual(['Linear@4', 'ReLU@5']);
    expect(net.layers.map(({ count, context }) => [count, context])).toEqual([
      [2, ['loop']],
      [2, ['loop']],
    ]);
    expect(written(net.layers[0]!.settings.units)).toBe('?');
    expect(net.parameters).toBe(4 * 8 + 8 + (8 * 2 + 2));
  });

  test('OrderedDict gives names; layers of an attribute belong to the class', () => {
    const net = model(
      `
      from collections import OrderedDict
      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.body = nn.Sequential(OrderedDict([
                  ('fc', nn.Linear(6, 5)),
                  ('act', nn.GELU()),
              ]))
              self.body.add_module('drop', nn.Dropout(0.1))
              self.body.append(nn.Linear(5, 1))
          def forward(self, x):
              return self.body(x)
      `,
      'Net',
    );
    expect(layersOf(net)).toEqual(['Linear@6', 'GELU@7', 'Dropout@9', 'Linear@10']);
    expect(flowOf(net)).toEqual(['input()', 'Linear(0)', 'GELU(1)', 'Dropout(2)', 'Linear(3)']);
  });

  test('ModuleList: append, iteration, enumerate, an index', () => {
    const net = model(
      `
      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.layers = nn.ModuleList([nn.Linear(4, 4) for _ in range(3)])
              self.norms = nn.ModuleList()
              self.norms.append(nn.LayerNorm(4))
              self.norms.extend([nn.LayerNorm(4), nn.LayerNorm(4)])
          def forward(self, x):
              for i, layer in enumerate(self.layers):
                  x = self.norms[i](layer(x))
              return x
      `,
      'Net',
    );
    expect(flowOf(net)).toEqual([
      'input()',
      'Linear(0)',
      'LayerNorm(1)',
      'Linear(2)',
      'LayerNorm(3)',
      'Linear(4)',
      'LayerNorm(5)',
    ]);
    expect(net.parameters).toBe(3 * (4 * 4 + 4) + 3 * (4 + 4));
  });

  test('ModuleDict: items and keys', () => {
    const net = model(
      `
      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.heads = nn.ModuleDict({'a': nn.Linear(4, 2), 'b': nn.Linear(4, 3)})
              self.heads['c'] = nn.Linear(4, 5)
          def forward(self, x):
              outs = [head(x) for name, head in self.heads.items()]
              return torch.cat(outs + [self.heads['a'](x)], dim=-1)
      `,
      'Net',
    );
    expect(flowOf(net)).toEqual([
      'input()',
      'Linear(0)',
      'Linear(0)',
      'Linear(0)',
      'Linear(0)',
      'concatenate(1, 2, 3, 4)',
    ]);
    expect(net.flow!.at(-1)!.features).toBe(2 + 3 + 5 + 2);
  });

  test('a class that is a Sequential', () => {
    const definitions = read(`
      class ConvBlock(nn.Sequential):
          def __init__(self, inputs, outputs):
              super().__init__(nn.Conv2d(inputs, outputs, 3, bias=False), nn.BatchNorm2d(outputs), nn.ReLU())

      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.block = ConvBlock(3, 16)
              self.head = nn.Linear(16, 10)
          def forward(self, x):
              return self.head(self.block(x).mean([2, 3]))
    `).models;
    const [, net] = definitions;
    expect(definitions.map(({ name }) => name)).toEqual(['ConvBlock', 'Net']);
    expect(net!.submodules).toMatchObject([{ name: 'ConvBlock', count: 1, parameters: 3 * 16 * 9 + 32 }]);
    expect(flowOf(net!)).toEqual([
      'input()',
      'Conv2d(0)',
      'BatchNorm2d(1)',
      'ReLU(2)',
      'mean(3)',
      'Linear(4)',
    ]);
  });
});

describe('blocks of the file', () => {
  const text = `
    class Block(nn.Module):
        expansion = 1
        def __init__(self, inputs, outputs, stride=1):
            super().__init__()
            self.conv = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
            self.bn = nn.BatchNorm2d(outputs)
            self.shortcut = nn.Sequential()
            if stride != 1 or inputs != outputs:
                self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False))
        def forward(self, x):
            out = F.relu(self.bn(self.conv(x)))
            out += self.shortcut(x)
            return out

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.planes = 8
            self.stem = nn.Conv2d(3, 8, 3, padding=1)
            self.layer1 = self._make_layer(Block, 8, 2, 1)
            self.layer2 = self._make_layer(Block, 16, 1, 2)
            self.fc = nn.Linear(16, 10)
        def _make_layer(self, block, planes, count, stride):
            layers = []
            for s in [stride] + [1] * (count - 1):
                layers.append(block(self.planes, planes, s))
                self.planes = planes * block.expansion
            return nn.Sequential(*layers)
        def forward(self, x):
            x = self.layer2(self.layer1(self.stem(x)))
            x = F.adaptive_avg_pool2d(x, 1)
            return self.fc(x.flatten(1))
  `;
  // Two blocks of 8 → 8 without shortcut, one of 8 → 16 with one.
  const plain = 8 * 8 * 9 + 2 * 8;
  const wide = 8 * 16 * 9 + 2 * 16 + 8 * 16;

  test('are listed with their number and parameters', () => {
    const net = model(text, 'Net');
    expect(layersOf(net)).toEqual(['Conv2d@19', 'Linear@22']);
    expect(net.submodules).toMatchObject([{ name: 'Block', count: 3, parameters: 2 * plain + wide }]);
    expect(net.parameters).toBe(3 * 8 * 9 + 8 + 2 * plain + wide + (16 * 10 + 10));
  });

  test('are unfolded in the flow', () => {
    const { flow = [] } = model(text, 'Net');
    expect(flow.filter(({ inside }) => inside === 'Block')).toHaveLength(4 + 4 + 5);
    expect(flow.slice(-3).map((node) => [nameOf(node), node.features])).toEqual([
      ['globalPool', 16],
      ['flatten', 16],
      ['Linear', 10],
    ]);
  });

  test('by themselves: what the caller gives is unknown, what stands under a condition is marked', () => {
    const block = model(text, 'Block');
    expect(written(layer(block, 'Conv2d@5').settings.filters)).toBe('?');
    expect(written(layer(block, 'Conv2d@5').settings.strides)).toBe('1 parameter');
    expect(layer(block, 'Conv2d@9').context).toEqual(['condition']);
    expect(block.parameters).toBeUndefined();
  });
});
