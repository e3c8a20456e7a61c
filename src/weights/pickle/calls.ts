/** Functions and classes of Python, NumPy and PyTorch that the building of data calls; no others of these need to be. */

/** Python's own modules, those of older versions as well; not those whose names projects use for folders of theirs. */
const PYTHON = new Set(
  `abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect builtins bz2
  cProfile calendar cgi cgitb chunk cmath cmd codecs codeop collections colorsys compileall concurrent configparser
  contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils
  doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc
  genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp
  importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math
  mimetypes mmap modulefinder multiprocessing netrc nntplib nt ntpath numbers opcode operator optparse os pathlib pdb pickle
  pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint pstats pty pwd py_compile pyclbr pydoc queue
  quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal
  site smtpd smtplib sndhdr socket socketserver sqlite3 ssl stat statistics string struct subprocess symtable sys sysconfig
  syslog tarfile telnetlib tempfile termios textwrap thread threading time timeit tkinter token tokenize tomllib trace
  traceback tracemalloc tty types typing unicodedata unittest urllib urllib2 uuid venv warnings wave weakref webbrowser
  winreg wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo sitebuiltins`
    .split(/\s+/)
    .filter(Boolean),
);

const NUMBER = String.raw`(bool_?|u?int[\dpc]*|u?longlong|u?long|u?short|u?byte|float\d*|double|single|half|longdouble|complex\d*|str_|bytes_|void|datetime64|timedelta64)`;

/** By the whole name. What begins with a capital letter is a class that keeps values. */
const EXPECTED = [
  String.raw`builtins\.(bool|bytearray|bytes|complex|dict|float|frozenset|getattr|int|list|object|range|set|slice|str|tuple|type|xrange|unicode|long|[A-Z]\w*(Error|Exception|Warning))`,
  String.raw`_?collections\.(OrderedDict|defaultdict|Counter|deque|ChainMap|UserDict|UserList|UserString)`,
  String.raw`copyreg\.(_reconstructor|__newobj__|__newobj_ex__)`,
  String.raw`_codecs\.encode`,
  String.raw`_?datetime\.\w+|_?zoneinfo\.\w+(\._unpickle)?|calendar\.[A-Z]\w*|time\.struct_time`,
  String.raw`_?decimal\.(Decimal|Context)|fractions\.Fraction|_?uuid\.(UUID|SafeUUID)|numbers\.[A-Z]\w*`,
  String.raw`ipaddress\.IPv[46][A-Z]\w*|array\.(array|_array_reconstructor)|string\.Template|random\.Random`,
  String.raw`pathlib(\._local)?\.(Pure)?(Posix|Windows)?Path`,
  String.raw`argparse\.Namespace|types\.(SimpleNamespace|GenericAlias|MappingProxyType)|_?functools\.partial`,
  String.raw`_?operator\.itemgetter|itertools\.\w+|re\._compile|re\.RegexFlag|logging\.(getLogger|Logger)`,
  String.raw`(signal\.Signals|inspect\._ParameterKind|http\.HTTPStatus|enum\.\w+|typing\.\w+|ssl\.\w+Version)`,
  String.raw`numpy\.(dtype|ndarray|matrix|recarray|record|poly1d|${NUMBER})`,
  String.raw`numpy\.(dtypes|_?core\.numerictypes)\.\w+`,
  String.raw`numpy\._?core\.(multiarray\.(_reconstruct|scalar)|numeric\._frombuffer|records\.(recarray|record))`,
  String.raw`numpy\.random\._pickle\.__\w+_ctor|numpy\.random\.\w+\.__pyx_unpickle_\w+|numpy\._?core\._DType_reconstruct|numpy\.random\.mtrand\.RandomState`,
  String.raw`numpy\.ma\.core\.(_mareconstruct|MaskedArray|MaskedConstant)`,
  String.raw`torch\.(Size|Tensor|Generator|device|dtype|layout|memory_format|finfo|iinfo|[A-Z]\w*(Storage|Tensor))`,
  String.raw`torch\.(cuda|storage)\.[A-Z]\w*(Storage|Tensor)|torch\.storage\._load_from_bytes`,
  String.raw`torch\.(_utils|_tensor)\._rebuild_\w+|torch\.(_utils|_tensor)\._set_obj_state`,
  String.raw`torch\.serialization\._get_layout|torch\.jit\._pickle\.\w+|torch\._C\.(Generator|device|dtype|_?[A-Z]\w*(Type|Enum|Base))`,
  String.raw`torch\.(nn|ao|quantization|optim|distributions|distributed|sparse|masked|nested|amp|cuda\.amp|fx\.immutable_collections|utils\.data)(\.\w+)*\.[A-Z]\w*`,
].map((pattern) => new RegExp(`^(${pattern})$`));

/** Classes of PyTorch whose constructors reach files or the network. */
const REACHES = /^torch\.distributed\..*(Store|Rendezvous|Process|Rpc|Launch|Agent|Writer|Reader)/;

/**
 * Whether building data has no reason to call it: something of Python, NumPy or PyTorch itself that no pickle of weights
 * needs, also by a name that leads through a module of another package. Of other packages nothing is known.
 */
export function isUnexpectedCall(module: string, name: string): boolean {
  const parts = name.split('.');
  return (
    isUnexpected(module, name) ||
    parts.some(
      (part, index) => index < parts.length - 1 && isUnexpected(part, parts.slice(index + 1).join('.')),
    )
  );
}

function isUnexpected(module: string, name: string): boolean {
  const whole = `${module}.${name}`;
  if (EXPECTED.some((each) => each.test(whole))) return REACHES.test(whole);
  return isKnownPackage(module);
}

/** Python's own, NumPy or PyTorch. */
export function isKnownPackage(module: string): boolean {
  const [top = ''] = module.split('.');
  return top === 'torch' || top === 'numpy' || PYTHON.has(top) || PYTHON.has(top.replace(/^_/, ''));
}

/** A function by Python's way of writing: classes begin with a capital letter. */
export const looksLikeFunction = (name: string): boolean =>
  /^_*[a-z]/.test(name.slice(name.lastIndexOf('.') + 1));
