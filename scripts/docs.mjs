// npm run docs: writes what can be derived, so that it cannot drift: the tables of commands and settings in README.md
// from package.json, THIRD_PARTY.md from what the bundles hold, and docs/rules from the rules of advice. `--check` only
// says whether they are current.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, root, setUp } from './setup.mjs';

await setUp(import.meta.url);
const { ENTRIES, filesIn, packagesOf } = await import('./bundles.ts');
const { RULE_PAGES, rulePages } = await import('../src/advice/documentation.ts');

const manifest = readJson(join(root, 'package.json'));
const documents = { 'README.md': readme(), 'THIRD_PARTY.md': await thirdParty(), ...rulePages() };
const leftOver = filesOf(RULE_PAGES).filter((name) => !Object.hasOwn(documents, name));
const stale = Object.keys(documents).filter((name) => documents[name] !== readIfThere(join(root, name)));
if (process.argv.includes('--check')) {
  const wrong = [...stale, ...leftOver];
  if (wrong.length > 0) fail(`Not current: ${wrong.join(', ')}. Run: node scripts/docs.mjs`);
} else {
  for (const name of leftOver) rmSync(join(root, name));
  for (const name of stale) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), documents[name]);
  }
}

function readme() {
  const { commands, configuration } = manifest.contributes;
  const settings = [configuration].flat().flatMap((section) => Object.entries(section.properties));
  const tables = {
    commands: table(
      ['Command', 'Id, for key bindings'],
      commands.map(({ category, title, command }) => [`${category}: ${title}`, `\`${command}\``]),
    ),
    settings: table(
      ['Setting', 'Default', 'What it does'],
      settings.map(([key, setting]) => [
        `\`${key}\``,
        `\`${JSON.stringify(setting.default)}\``,
        setting.markdownDescription ?? setting.description,
      ]),
    ),
  };
  return Object.entries(tables).reduce(
    (text, [name, rows]) =>
      text.replace(
        new RegExp(`(<!-- ${name}: [^\\n]*-->\\n)[\\s\\S]*?(<!-- end of ${name} -->)`),
        (_, begin, end) => `${begin}\n${rows}\n${end}`,
      ),
    readIfThere(join(root, 'README.md')),
  );
}

function table(header, rows) {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** Licences ask that their text goes with copies of the code, and a bundle is a copy. */
async function thirdParty() {
  const bundlesOf = new Map([['@tensorflow/tfjs-backend-wasm', new Set(['*.wasm'])]]);
  for (const [bundle, entry] of Object.entries(ENTRIES)) {
    for (const name of packagesOf(await filesIn(entry))) {
      bundlesOf.set(name, (bundlesOf.get(name) ?? new Set()).add(bundle));
    }
  }
  const packages = [...bundlesOf].sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = packages.map(([name, bundles]) => {
    const { version, license } = readJson(join(root, 'node_modules', name, 'package.json'));
    return [`[${name}](https://www.npmjs.com/package/${name})`, version, license, [...bundles].join(', ')];
  });
  const namesOfText = Map.groupBy(
    packages.map(([name]) => name),
    licenceText,
  );
  const texts = [...namesOfText].map(
    ([text, names]) => `## ${names.join(', ')}\n\n\`\`\`text\n${text}\n\`\`\`\n`,
  );
  return [
    '# Software of others inside the extension\n',
    'Written by `node scripts/docs.mjs` from what the bundles in `dist/` hold.\n',
    table(['Package', 'Version', 'Licence', 'In'], rows),
    ...texts,
  ].join('\n');
}

function licenceText(name) {
  const folder = join(root, 'node_modules', name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file) return readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
  const { license, author } = readJson(join(folder, 'package.json'));
  return `${license}${author ? `, © ${author.name ?? author}` : ''} (the package holds no licence text)`;
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The files of a folder by their paths from the root. */
function filesOf(folder) {
  return existsSync(join(root, folder))
    ? readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)
    : [];
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
