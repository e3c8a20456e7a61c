import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ENTRIES, filesIn, packagesOf } from '../scripts/bundles.ts';
import tsconfig from '../tsconfig.json' with { type: 'json' };

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * The rooms, lowest first: code is imported from lower layers and from the same room. Rooms on one line are
 * siblings and do not know each other, except engine and experiment, which train together.
 */
const LAYERS = [
  ['errors', 'words'],
  ['protocol'],
  ['definition', 'dataset', 'statistics', 'weights', 'history'],
  ['engine', 'experiment'],
  ['diagnosis', 'advice'],
  ['report'],
  ['session'],
  ['cli', 'extension'],
];
const TOGETHER = new Set(['engine', 'experiment']);

/** Plain data that the rooms hand to each other: its types may be imported from anywhere. */
const CONTRACTS = new Set([
  'src/definition/model.ts',
  'src/dataset/dataset.ts',
  'src/experiment/experiment.ts',
  'src/experiment/records.ts',
  'src/experiment/session.ts',
  'src/statistics/kernel.ts',
  'src/statistics/estimates.ts',
  'src/report/report.ts',
  'src/report/studies.ts',
  'src/statistics/calibration.ts',
  'src/weights/weightFile.ts',
  'src/history/history.ts',
  'src/diagnosis/curve.ts',
  'src/report/logs/logReport.ts',
  'src/report/weightFiles/weightsReport.ts',
  'src/report/weightFiles/weightsComparison.ts',
  'src/report/weightFiles/evaluation.ts',
  'src/protocol/files.ts',
  'src/statistics/linearPaths.ts',
  'src/statistics/spectrum/result.ts',
  'src/protocol/lab.ts',
  'src/protocol/panel.ts',
  'src/protocol/worker.ts',
]);

/** Files longer than this need a reason here. */
const LONGEST = 400;
const LONG_FOR_A_REASON = new Set<string>();

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

const files = ['src', 'extension', 'webview'].flatMap((folder) => sourceFiles(folder));
const imports = files.flatMap((file) => importsOf(file));
const within = imports.filter(({ to }) => to.endsWith('.ts'));
const code = within.filter(({ typeOnly }) => !typeOnly);
const packages = imports.filter(({ to }) => !to.endsWith('.ts') && !to.endsWith('.json'));

const loadedBy = new Map(files.map((file) => [file, code.filter(({ from }) => from === file)]));
const libraryUsers = new Set(packages.filter(({ typeOnly }) => !typeOnly).map(({ from }) => from));

describe('imports', () => {
  test('are found at all', () => {
    expect(within.length).toBeGreaterThan(100);
    expect(packages.map(text)).toContain('extension/main.ts imports vscode');
  });

  test('go one way between the rooms', () => {
    const core = within.filter(({ from }) => !from.startsWith('webview/'));
    expect(core.filter((each) => !isAllowed(each)).map(text)).toEqual([]);
  });

  test('of the panel bring only types and pure helpers of the core', () => {
    const crossing = code.filter(({ from, to }) => from.startsWith('webview/') && !to.startsWith('webview/'));
    const impure = crossing.flatMap(({ to }) =>
      [...reachedFrom(to)].filter((file) => libraryUsers.has(file)),
    );
    expect(impure).toEqual([]);
  });

  test('make no circle', () => {
    expect(circles()).toEqual([]);
  });

  test.each([
    ['vscode', /^vscode$/, /^extension\//],
    ['TensorFlow.js', /^@tensorflow\//, /^src\/engine\//],
    ['Node', /^node:/, /^(src|extension)\//],
    ['the panel’s libraries', /^(lit|chart\.js|chartjs-|@vscode-elements)/, /^webview\//],
  ])('of %s stay in their place', (_name, library, place) => {
    const wrong = packages.filter(
      ({ from, to, typeOnly }) => !typeOnly && library.test(to) && !place.test(from),
    );
    expect(wrong.map(text)).toEqual([]);
  });

  test('of the DOM are not possible in src and extension', () => {
    expect(tsconfig.compilerOptions.lib.filter((lib) => /dom|webworker/i.test(lib))).toEqual([]);
  });
});

describe('bundles', () => {
  test('are the ones that are built', () => {
    const built = [...read('esbuild.mjs').matchAll(/entry: '([^']+)'/g)].map(([, entry]) => entry);
    expect(Object.values(ENTRIES).sort()).toEqual(built.sort());
  });

  test.each(['extension.cjs', 'data.cjs', 'reader.cjs', 'panel.js'] as const)(
    '%s holds no TensorFlow.js',
    async (bundle) => {
      const libraries = packagesOf(await filesIn(ENTRIES[bundle]));
      expect(libraries.filter((name) => name.startsWith('@tensorflow'))).toEqual([]);
    },
  );

  test('worker.cjs holds TensorFlow.js, which shows that the search finds it', async () => {
    expect(packagesOf(await filesIn(ENTRIES['worker.cjs']))).toContain('@tensorflow/tfjs-core');
  });
});

test('files are short', () => {
  const all = [...files, ...sourceFiles('test'), ...sourceFiles('scripts')];
  const long = all.filter((file) => read(file).split('\n').length > LONGEST && !LONG_FOR_A_REASON.has(file));
  expect(long).toEqual([]);
});

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const [user, used] = [roomOf(from), roomOf(to)];
  // A protocol describes what others make: it knows their types, and none of their code.
  if (typeOnly && (CONTRACTS.has(to) || user === 'protocol')) return true;
  if (user === used || (TOGETHER.has(user) && TOGETHER.has(used))) return true;
  return layerOf(used) < layerOf(user);
}

/** `src/dataset/csv.ts` is in the room `dataset`; the session composes the rooms and is one of its own. */
function roomOf(file: string): string {
  if (file === 'src/experiment/session.ts') return 'session';
  const parts = file.replace(/^src\//, '').split('/');
  return parts[0]!.replace(/\.ts$/, '');
}

function layerOf(room: string): number {
  const layer = LAYERS.findIndex((rooms) => rooms.includes(room));
  if (layer === -1) throw new Error(`The room “${room}” is new: give it a place in LAYERS.`);
  return layer;
}

/** The file and all that it loads. */
function reachedFrom(file: string, reached = new Set<string>()): Set<string> {
  if (reached.has(file)) return reached;
  reached.add(file);
  for (const { to } of loadedBy.get(file) ?? []) reachedFrom(to, reached);
  return reached;
}

/** Circles of imports that load code, each as the path that closes it. */
function circles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]) => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (done.has(file) || path.includes(file)) return;
    for (const { to } of loadedBy.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return found;
}

/** Static and dynamic imports and re-exports of a file; relative ones as paths from the root. */
function importsOf(file: string): Import[] {
  const patterns = /^(?:import|export)\s(type\s)?(?:[^'";]*?\sfrom\s)?'([^']+)'|\bimport\('([^']+)'\)/gm;
  return [...read(file).matchAll(patterns)].map(([, type, plain, dynamic]) => {
    const target = (plain ?? dynamic)!;
    const to = target.startsWith('.') ? posix.join(dirname(file), target) : target;
    return { from: file, to, typeOnly: type !== undefined };
  });
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|mjs)$/.test(file) && !file.split('/').includes('fixtures'))
    .map((file) => posix.join(folder, file));
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function text({ from, to }: Import): string {
  return `${from} imports ${to}`;
}
