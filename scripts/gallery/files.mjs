// The views of weight files, comparisons and logs in each of their states, from test/fixtures/files/views/.
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { THEMES } from './themes.mjs';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../test/fixtures/files/views');

/** What is clicked before the picture is taken: the answer is recorded with the state. */
const CLICKS = {
  keras: ['[data-action=evaluate]'],
  log: ['details.columns summary'],
};

/** Every state in all themes and widths. */
export async function filePictures() {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.json')).sort();
  const scenes = await Promise.all(files.map(sceneOf));
  return scenes.flatMap((scene) =>
    THEMES.flatMap((theme) =>
      [1440, 1200, 700, 380].map((width) => {
        const label = `files-${scene.label}`;
        return { name: `${label}-${theme}-${width}`, label, scene, theme, width, live: true };
      }),
    ),
  );
}

async function sceneOf(file) {
  const label = basename(file, '.json');
  const { state, ...answers } = JSON.parse(await readFile(join(FOLDER, file), 'utf8'));
  return { bundle: 'files', label, state, controls: {}, answers, clicks: CLICKS[label] };
}
