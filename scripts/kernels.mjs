// Builds the WASM kernels (kernels/, AssemblyScript) and puts them beside TensorFlow.js' own modules. `node
// scripts/kernels.mjs` builds into dist/. What is built is kept by the content of its sources.
import { createHash } from 'node:crypto';
import { copyFile, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { microkernels, TILES } from './microkernels.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = join(root, 'kernels');
const cache = join(root, 'node_modules/.cache/regularization-lens');

/** Where the tests find the modules: a build of the product may be emptying dist/ meanwhile. */
export const TEST_FOLDER = join(cache, 'wasm');

// -O3 reorders the unrolled kernels until V8 spills registers; -O1 keeps them as they are written.
const FLAGS = [
  ...['-O1', '--noAssert', '--runtime', 'stub'],
  ...['--importMemory', '--noExportMemory', '--initialMemory', '0', '--enable', 'simd'],
];
const BUILDS = {
  'kernels-simd.wasm': { tile: 'narrow', features: [] },
  'kernels-relaxed.wasm': { tile: 'narrow', features: ['--enable', 'relaxed-simd'] },
  'kernels-wide.wasm': { tile: 'wide', features: ['--enable', 'relaxed-simd'] },
};

// Node has no threads in the wasm backend, so two of its builds are enough.
const BACKEND = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'];

const exists = (path) =>
  stat(path).then(
    () => true,
    () => false,
  );

/** What the build depends on, in one word. */
async function fingerprint() {
  const hash = createHash('sha256')
    .update(JSON.stringify([FLAGS, BUILDS]))
    .update(Object.values(TILES).map(microkernels).join(''));
  const files = (await readdir(sources)).filter((file) => file.endsWith('.ts')).sort();
  for (const file of files) hash.update(file).update(await readFile(join(sources, file)));
  const compiler = createRequire(import.meta.url).resolve('assemblyscript/package.json');
  return hash
    .update(await readFile(compiler))
    .digest('hex')
    .slice(0, 16);
}

/** Writes a whole file at once, so that another process never reads half of it. */
async function replace(path, content) {
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, content);
  await rename(temporary, path);
}

/** The sources in a folder of their own, with the innermost loops of one tile. @returns the folder above them */
async function sourcesFor(tile, folder) {
  const copy = join(folder, tile, 'kernels');
  await cp(sources, copy, { recursive: true });
  await mkdir(join(copy, 'generated'), { recursive: true });
  await writeFile(join(copy, 'generated/microkernels.ts'), microkernels(TILES[tile]));
  return dirname(copy);
}

/** For editors, which look for the generated file beside the others. */
async function generateForEditors() {
  const path = join(sources, 'generated/microkernels.ts');
  const content = microkernels(TILES.narrow);
  if ((await exists(path)) && (await readFile(path, 'utf8')) === content) return;
  await mkdir(dirname(path), { recursive: true });
  await replace(path, content);
}

/**
 * The module works on TensorFlow.js' memory: a data segment would be written over it at load, and a global, a table or
 * another import means that something allocates or needs AssemblyScript's runtime.
 */
function refuseOwnData(name, bytes) {
  const sections = { 4: 'a table', 5: 'a memory of its own', 6: 'a global', 11: 'a data segment' };
  for (let at = 8; at < bytes.length; ) {
    const found = sections[bytes[at++]];
    if (found)
      throw new Error(
        `${name} contains ${found}: the kernels must not use arrays, strings, \`new\` or globals.`,
      );
    let size = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      const byte = bytes[at++];
      size += (byte & 0x7f) * 2 ** shift;
      more = byte > 0x7f;
    }
    at += size;
  }
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes)).map(({ name }) => name);
  if (imports.join() !== 'memory')
    throw new Error(`${name} imports ${imports.join(', ')} instead of the memory alone.`);
}

async function compile(folder) {
  const { default: asc } = await import('assemblyscript/asc');
  const work = `${folder}.sources`;
  try {
    for (const [name, { tile, features }] of Object.entries(BUILDS)) {
      const files = ['--baseDir', await sourcesFor(tile, work), '--outFile', join(folder, name)];
      const { error, stderr } = await asc.main(['kernels/index.ts', ...files, ...FLAGS, ...features]);
      if (error)
        throw new Error(`The kernels do not compile (${name}): ${error.message}\n${stderr.toString()}`);
      refuseOwnData(name, await readFile(join(folder, name)));
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** @returns the folder that holds all builds of the present sources */
async function builtKernels() {
  const folder = join(cache, 'kernels', await fingerprint());
  if (await exists(folder)) return folder;
  await generateForEditors();
  const temporary = `${folder}.${process.pid}`;
  await mkdir(temporary, { recursive: true });
  try {
    await compile(temporary);
    await rename(temporary, folder).catch(async (error) => {
      // Another process may have been quicker; its result is the same.
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return folder;
}

/**
 * Puts every WASM module of the engine into `folder`: TensorFlow.js' backend and our kernels, compiled when their
 * sources have changed.
 */
export async function prepareWasm(folder) {
  await mkdir(folder, { recursive: true });
  const backend = join(
    dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')),
    'dist',
  );
  const built = await builtKernels();
  const copies = [
    ...BACKEND.map((name) => [backend, name]),
    ...Object.keys(BUILDS).map((name) => [built, name]),
  ];
  for (const [from, name] of copies) {
    const temporary = join(folder, `${name}.${process.pid}`);
    await copyFile(join(from, name), temporary);
    await rename(temporary, join(folder, name));
  }
}

/** Global setup of vitest. */
export const setup = () => prepareWasm(TEST_FOLDER);

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  await prepareWasm(join(root, 'dist'));
