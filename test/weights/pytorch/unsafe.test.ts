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

  const args = tuple(text('x'));
  test.each<[string, string | Buffer]>([
    ['numpy.fromfile', call(global('numpy', 'fromfile'), text('x'))],
    ['numpy.savetxt', call(global('numpy', 'savetxt'), text('x'))],
    ['numpy.memmap', join(global('numpy', 'memmap'), args, '\x81')],
    ['numpy.ctypeslib.load_library', call(global('numpy.ctypeslib', 'load_library'), text('x'))],
    ['numpy.ndarray.tofile', call(join(text('numpy'), text('ndarray.tofile'), '\x93'), text('x'))],
    ['pathlib.Path.write_text', call(join(text('pathlib'), text('Path.write_text'), '\x93'), text('x'))],
    ['random._os.system', call(join(text('random'), text('_os.system'), '\x93'), text('x'))],
    ['torch.hub.load', call(join(text('torch'), text('hub.load'), '\x93'), text('x'))],
    [
      'torch.fx.graph_module._forward_from_src',
      call(global('torch.fx.graph_module', '_forward_from_src'), text('x')),
    ],
    [
      'torch.fx.graph_module.reduce_graph_module',
      call(global('torch.fx.graph_module', 'reduce_graph_module'), text('x')),
    ],
    ['torch.ops.load_library', call(global('torch.ops', 'load_library'), text('x'))],
    ['torch.save', call(global('torch', 'save'), text('x'))],
    ['torch.PyTorchFileWriter', call(global('torch', 'PyTorchFileWriter'), text('x'))],
    ['torch.distributed.FileStore', call(global('torch.distributed', 'FileStore'), text('x'))],
    [
      'cloudpickle.cloudpickle._make_function',
      call(global('cloudpickle.cloudpickle', '_make_function'), text('x')),
    ],
    ['cloudpickle.cloudpickle.subimport', call(global('cloudpickle.cloudpickle', 'subimport'), text('x'))],
    ['dill._dill._import_module', call(global('dill._dill', '_import_module'), text('x'))],
    ['pkg_resources.run_script', call(global('pkg_resources', 'run_script'), text('x'))],
    ['_thread.start_new_thread', call(global('_thread', 'start_new_thread'), text('x'))],
    ['zipfile.ZipFile', call(global('zipfile', 'ZipFile'), text('x'))],
    ['zipfile.ZipFile', join('(', global('zipfile', 'ZipFile'), text('x'), 'o')],
    [
      'concurrent.futures.ProcessPoolExecutor',
      call(global('concurrent.futures', 'ProcessPoolExecutor'), text('x')),
    ],
    ['my.utils.zipfile.ZipFile', call(join(text('my.utils'), text('zipfile.ZipFile'), '\x93'), text('x'))],
  ])('beside tensors: %s', async (name, value) => {
    expect((await refused(stateDict(['w', tensor()], ['x', join(value)])))[2]).toBe(
      `Loading it would call ${name}("x"). Nothing of it was run.`,
    );
  });

  test('what others would call', async () => {
    const open = global('zipfile', 'ZipFile');
    const given = call(global('torch._tensor', '_rebuild_from_type_v2'), open, args, args, text('x'));
    const based = call(global('copyreg', '_reconstructor'), open, open, text('x'));
    const method = join(global('my.code', 'A'), ')\x81}', text('append'), global('my.code', 'b'), 'sb');
    const changed = join(global('torch.nn', 'Linear'), 'N}', text('f'), global('my.code', 'b'), 's\x86b');
    const why = async (value: Buffer) => (await refused(stateDict(['w', tensor()], ['x', value])))[2];
    expect(await why(given)).toMatch(/^Loading it would call torch\._tensor\._rebuild_from_type_v2\(zipfile/);
    expect(await why(based)).toMatch(/^Loading it would call copyreg\._reconstructor\(zipfile/);
    expect(await why(method)).toBe(
      'Loading it would put my.code.b in the place of a method “append”. Nothing of it was run.',
    );
    expect(await why(changed)).toBe('Loading it would change torch.nn.Linear. Nothing of it was run.');
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
    ['a date', call(global('datetime', 'timedelta'), int(1))],
    ['a logger', call(global('logging', 'getLogger'), text('train'))],
    ['the class of nothing', call(global('builtins', 'type'), 'N')],
    ['a generator of NumPy', call(global('numpy.random._pickle', '__bit_generator_ctor'), text('PCG64'))],
    [
      'a member of an enumeration of PyTorch',
      call(global('torch.distributed.fsdp.api', 'StateDictType'), int(1)),
    ],
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

  test('functions of other packages are named in a note, also when their result is dropped', async () => {
    const dropped = join(call(global('other', 'load'), text('x')), '0');
    const content = stateDict(
      ['w', tensor()],
      ['a', join(dropped, call(global('my.code', 'make'), text('x')))],
    );
    const file = await openPytorch(archive('model.pt', content));
    expect(file.notes).toEqual([
      'Loading it would call 2 functions that are not known here, and nothing was called: other.load, my.code.make.',
    ]);
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
