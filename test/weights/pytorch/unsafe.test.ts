import { describe, expect, test } from 'vitest';
import { openPytorch } from '../../../src/weights/pytorch/open.ts';
import { refusalOf, written } from '../plain/reading.ts';
import {
  archive,
  call,
  global,
  int,
  join,
  pickle,
  refused,
  stateDict,
  tensor,
  text,
  tuple,
} from './pickleBytes.ts';

const command = text('touch /tmp/owned');

describe('what would run something is refused and named', () => {
  test.each<[string, Buffer, string]>([
    [
      'REDUCE, protocol 0',
      pickle(0, 'cos\nsystem\n(Vtouch /tmp/owned\ntR'),
      'call os.system("touch /tmp/owned")',
    ],
    [
      'REDUCE, protocol 2',
      pickle(2, call(global('posix', 'system'), command)),
      'call posix.system("touch /tmp/owned")',
    ],
    [
      'REDUCE of a name from the stack, protocol 4',
      pickle(4, text('nt'), text('system'), '\x93', tuple(command), 'R'),
      'call nt.system("touch /tmp/owned")',
    ],
    [
      'a name out of the memo',
      pickle(4, text('os'), '\x940', text('popen'), '\x940', 'h\x00h\x01\x93', tuple(command), 'R'),
      'call os.popen("touch /tmp/owned")',
    ],
    [
      'eval of Python 2',
      pickle(2, call(global('__builtin__', 'eval'), text('1+1'))),
      'call builtins.eval("1+1")',
    ],
    [
      'exec',
      pickle(2, call(global('builtins', 'exec'), text('x'.repeat(80)))),
      `call builtins.exec("${'x'.repeat(60)}…")`,
    ],
    [
      '__import__',
      pickle(2, call(global('builtins', '__import__'), text('os'))),
      'call builtins.__import__("os")',
    ],
    [
      'NEWOBJ',
      pickle(2, global('subprocess', 'Popen'), tuple(command), '\x81'),
      'call subprocess.Popen("touch /tmp/owned")',
    ],
    [
      'NEWOBJ_EX with keywords',
      pickle(4, global('subprocess', 'Popen'), ')', '}', text('args'), command, 's', '\x92'),
      'call subprocess.Popen("touch /tmp/owned")',
    ],
    ['INST', pickle(0, '(Vtouch /tmp/owned\nios\nsystem\n'), 'call os.system("touch /tmp/owned")'],
    ['OBJ', pickle(1, '(', global('os', 'system'), command, 'o'), 'call os.system("touch /tmp/owned")'],
    [
      'BUILD with a function as state',
      pickle(
        2,
        global('torch.nn', 'Linear'),
        ')\x81',
        '}',
        text('__setstate__'),
        global('os', 'system'),
        's',
        'b',
      ),
      'import os.system',
    ],
    [
      'a module behind an attribute',
      pickle(4, text('torch.serialization'), text('os.system'), '\x93', tuple(command), 'R'),
      'call torch.serialization.os.system("touch /tmp/owned")',
    ],
    [
      'getattr of a module behind an attribute',
      pickle(
        2,
        call(
          call(global('builtins', 'getattr'), global('torch.serialization', 'os'), text('system')),
          command,
        ),
      ),
      'call torch.serialization.os.system("touch /tmp/owned")',
    ],
    [
      'getattr into the inner workings',
      pickle(2, call(global('builtins', 'getattr'), global('torch', 'Tensor'), text('__globals__'))),
      'call builtins.getattr(torch.Tensor, "__globals__")',
    ],
    [
      'a function that a call has made',
      pickle(2, call(call(global('functools', 'partial'), global('torch', 'add')), int(1))),
      'call functools.partial(…)(1)',
    ],
    [
      'a storage with a pickle in it',
      pickle(2, call(global('pickle', 'loads'), text('x'))),
      'call pickle.loads("x")',
    ],
    [
      'a web page',
      pickle(2, call(global('webbrowser', 'open'), text('http://x'))),
      'call webbrowser.open("http://x")',
    ],
    [
      'among tensors',
      stateDict(['a', tensor()], ['b', call(global('runpy', 'run_path'), text('x.py'))]),
      'call runpy.run_path("x.py")',
    ],
    ['before damage', join('\x80\x02', global('shutil', 'rmtree'), '\xff'), 'import shutil.rmtree'],
    [
      'control characters in the argument',
      pickle(2, call(global('os', 'system'), text('\x1b[31mred\n'))),
      'call os.system(" [31mred ")',
    ],
  ])('%s', async (_, content, would) => {
    expect(await refused(content)).toEqual([
      'WEIGHTS_UNSAFE',
      'model.pt is not safe to load',
      `Loading it would ${would}. Nothing of it was run.`,
    ]);
  });

  test('also in a plain pickle and in the layout before PyTorch 1.6', async () => {
    const content = pickle(0, 'cos\nsystem\n(Vls\ntR');
    const old = join(
      '\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.\x80\x02}.',
      content,
    );
    for (const bytes of [content, old])
      expect((await refusalOf(openPytorch(written('plain.pt', bytes))))[2]).toBe(
        'Loading it would call os.system("ls"). Nothing of it was run.',
      );
  });
});

describe('names that are harmless do not refuse a file', () => {
  test.each([
    [
      'a member of an enumeration',
      call(global('builtins', 'getattr'), global('my.config', 'Mode'), text('FAST')),
    ],
    [
      'a value of a nested enumeration',
      call(call(global('builtins', 'getattr'), global('my', 'A'), text('B')), int(1)),
    ],
    [
      'a bound method',
      call(global('builtins', 'getattr'), join(global('my', 'Net'), ')\x81'), text('forward')),
    ],
    ['a project with a folder called code', join(global('code.models', 'Net'), ')\x81')],
    ['a path', call(global('pathlib', 'PosixPath'), text('/tmp'))],
  ])('%s', async (_, value) => {
    const file = await openPytorch(archive('model.pt', stateDict(['weight', tensor()], ['other', value])));
    expect(file.tensors.map(({ name }) => name)).toEqual(['weight']);
    await file.close();
  });

  test('objects of other classes are named in a note', async () => {
    const other = (name: string) => join(global('my.code', name), ')\x81');
    const content = stateDict(['w', tensor()], ['a', other('A')], ['b', other('B')], ['c', other('B')]);
    const file = await openPytorch(archive('model.pt', content));
    expect(file.notes).toEqual(['Objects of 2 other classes were not loaded: my.code.A, my.code.B.']);
    await file.close();
  });

  test('keys like __proto__ are names as others', async () => {
    const content = stateDict(['__proto__', tensor()], ['constructor', tensor()]);
    const file = await openPytorch(archive('model.pt', content));
    expect(file.tensors.map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    await file.close();
  });
});
