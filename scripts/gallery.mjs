// `npm run gallery`: every view of the panel, and of weight files and logs, in each of its states, in all themes and widths, from the reports in
// test/fixtures/report/ (or the folder given), under the content security policy of VS Code. Writes pictures, an index
// of them and a live page into test-artifacts/gallery/. Ends with 1 when the browser reports an error.
//   --only=TEXT   pictures whose name contains the text (several, separated by commas)
//   --panel=FILE  another bundle than dist/panel.js
//   --files=FILE  another bundle than dist/files.js
//   --out=FOLDER  another folder for the pictures
//   --open        opens the index in the browser
//   --check       compares with the small pictures in test/gallery/ instead, and ends with 1 when one has changed
//   --update      renews those pictures, all or the ones that --only names
import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { filePictures } from './gallery/files.mjs';
import { indexPage, livePage } from './gallery/pages.mjs';
import { checkReferences, updateReferences } from './gallery/references.mjs';
import { picturesOf, recordedReports } from './gallery/scenes.mjs';
import { openBrowser, scriptOf, shoot } from './gallery/shoot.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const arguments_ = process.argv.slice(2);
const has = (name) => arguments_.includes(`--${name}`);
const option = (name) =>
  arguments_.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const only = option('only')?.split(',') ?? [''];
const folder =
  arguments_.find((argument) => !argument.startsWith('--')) ?? join(root, 'test/fixtures/report');
const out = option('out') ?? join(root, 'test-artifacts/gallery');
const panel = option('panel') ?? join(root, 'dist/panel.js');
const filesBundle = option('files') ?? join(root, 'dist/files.js');
const scripts = { panel: await readFile(panel, 'utf8'), files: await readFile(filesBundle, 'utf8') };
const isChosen = ({ name }) => only.some((text) => name.includes(text));

const browser = await openBrowser();
const problems = [];
try {
  const reports = await recordedReports(folder);
  if (has('update')) await updateReferences(browser, reports, scripts, isChosen);
  else if (has('check'))
    problems.push(...(await checkReferences(browser, reports, scripts, { isChosen, out })));
  else await writeGallery(reports);
} finally {
  await browser.close();
}
if (problems.length > 0) {
  console.error(`${problems.length} problems:\n${problems.join('\n')}`);
  process.exitCode = 1;
}

async function writeGallery(reports) {
  const all = [...picturesOf(reports), ...(await filePictures())];
  const pictures = all.filter(isChosen);
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const page = await browser.newPage();
  for (const picture of pictures) {
    const taken = await shoot(page, picture, scriptOf(picture, scripts));
    problems.push(...taken.problems);
    if (taken.png) await writeFile(join(out, `${picture.name}.png`), taken.png);
  }
  const scenes = Object.fromEntries(
    pictures.map(({ label, scene }) => [label, { bundle: 'panel', ...scene }]),
  );
  await copyFile(panel, join(out, 'panel.js'));
  await copyFile(filesBundle, join(out, 'files.js'));
  await writeFile(join(out, 'scenes.js'), `const SCENES = ${JSON.stringify(scenes)};\n`);
  await writeFile(join(out, 'live.html'), livePage());
  await writeFile(join(out, 'index.html'), indexPage(pictures));
  console.log(`${pictures.length} pictures in ${join(out, 'index.html')}`);
  if (has('open')) openInBrowser(join(out, 'index.html'));
}

function openInBrowser(file) {
  const programs = { darwin: 'open', win32: 'explorer' };
  const child = spawn(programs[process.platform] ?? 'xdg-open', [pathToFileURL(file).href], {
    detached: true,
    stdio: 'ignore',
  });
  child.on('error', () => console.log(`Open ${file} in a browser.`));
  child.unref();
}
