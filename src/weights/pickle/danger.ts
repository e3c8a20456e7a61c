/** Functions that a file of weights has no reason to call: they run commands and code, and reach files and the network. */

/** All that is in these modules. */
const MODULES = new Set(
  `os posix nt subprocess runpy shutil socket ssl importlib ctypes _ctypes cffi pip asyncio webbrowser codeop pty pdb bdb
  sys commands cProfile profile trace timeit doctest imp zipimport pkgutil pydoc site ensurepip venv distutils setuptools
  lib2to3 idlelib pickle _pickle cPickle marshal shelve requests httplib http.client http.server urllib.request urllib2 ftplib smtplib telnetlib xmlrpc
  socketserver multiprocessing signal tempfile linecache gc inspect torch.hub torch.utils.cpp_extension torch.utils.model_zoo
  torch.utils.show_pickle torch.utils.bottleneck torch.utils.collect_env torch.utils._config_module torch.utils.data.datapipes.utils
  torch.jit.unsupported_tensor_ops torch.fx.experimental torch._dynamo.guards torch.distributed.rpc numpy.testing numpy.f2py numpy.distutils
  platform resource fcntl mmap sqlite3 nturl2path test.support _posixsubprocess _winapi
  cloudpickle dill pkg_resources thread _thread torch.ops torch.classes torch.package numpy.ctypeslib
  _aix_support _osx_support _pyrepl imaplib poplib nntplib aiohttp httpx`
    .split(/\s+/)
    .filter(Boolean),
);

const FUNCTIONS = new Set(
  `eval exec execfile compile __import__ open input raw_input breakpoint globals locals vars setattr delattr apply reload
  exit quit help file`
    .split(/\s+/)
    .flatMap((name) => [`builtins.${name}`, `__builtin__.${name}`]),
);
for (const name of [
  'operator.attrgetter',
  'operator.methodcaller',
  '_operator.attrgetter',
  '_operator.methodcaller',
  'types.FunctionType',
  'types.CodeType',
  'types.LambdaType',
  'io.open',
  'io.open_code',
  '_io.open',
  '_io.open_code',
  '_io.FileIO',
  'io.FileIO',
  'codecs.open',
  'torch.load',
  'torch.jit.load',
  'torch.serialization.load',
  'numpy.load',
  'numpy.lib.npyio.load',
  'pandas.read_pickle',
  'pandas.io.pickle.read_pickle',
  'pandas.eval',
  'joblib.load',
  'joblib.numpy_pickle.load',
  'torch._inductor.codecache.compile_file',
  'logging.config.fileConfig',
  'threading.Thread',
  'uuid._get_command_stdout',
  'logging.FileHandler',
  'numpy.memmap',
  'numpy.core.memmap.memmap',
  'numpy._core.memmap.memmap',
  'torch.PyTorchFileReader',
  'torch.PyTorchFileWriter',
  'torch._C.PyTorchFileReader',
  'torch._C.PyTorchFileWriter',
])
  FUNCTIONS.add(name);

/** First parts of all of these. */
const TOPS = new Set([...MODULES, ...FUNCTIONS, 'code'].map((name) => name.split('.', 1)[0]!));

/** In modules above, and no more than a type or a constant. */
const HARMLESS = new Set([
  'os.PathLike',
  'sys.version_info',
  'inspect.Signature',
  'inspect.Parameter',
  'inspect._ParameterKind',
  'platform.uname_result',
  'signal.Signals',
]);

/** Interpreters in a module whose name projects use for a folder of theirs. */
const OF_CODE = new Set(['interact', 'InteractiveInterpreter', 'InteractiveConsole', 'compile_command']);

/**
 * Whether a global is known to run or reach what weights do not need. `torch.serialization` and `os.system` count as well:
 * a name with dots leads through the attributes of a module.
 */
export function isDangerous(module: string, name: string): boolean {
  if (isKnown(module, name)) return true;
  const parts = name.split('.');
  return parts.some((part, index) => {
    const rest = parts.slice(index + 1).join('.');
    const path = [module, ...parts.slice(0, index + 1)].join('.');
    return (
      rest !== '' && (isKnown(part.replace(/^_+/, ''), rest) || isKnown(part, rest) || isKnown(path, rest))
    );
  });
}

function isKnown(module: string, name: string): boolean {
  if (!TOPS.has(module.split('.', 1)[0]!)) return false;
  const whole = `${module}.${name}`;
  if (HARMLESS.has(whole)) return false;
  if (FUNCTIONS.has(whole)) return true;
  if (module === 'code') return OF_CODE.has(name.split('.')[0]!);
  const parts = module.split('.');
  return parts.some((_, index) => MODULES.has(parts.slice(0, index + 1).join('.')));
}
