// Small pictures of the views that are kept, and how two of them are compared.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filePictures } from './files.mjs';
import { picturesOf } from './scenes.mjs';
import { scriptOf, shoot } from './shoot.mjs';

const REFERENCES = join(dirname(fileURLToPath(import.meta.url)), '../../test/gallery/references');

/** Pixels across of a kept picture, and the most down: enough to see what moved, little to keep. */
const WIDTH = 120;
const HEIGHT = 240;
/** Steps between the levels of a channel that are kept: a picture of few levels is small as PNG. */
const LEVEL = 16;

/** Every scene once in dark, the views also in light and high contrast and narrow: what the test looks at. */
async function comparedPictures(reports, isChosen) {
  const files = (await filePictures()).filter(isComparedFile);
  return [...panelPictures(reports), ...files].filter(isChosen);
}

/** Every state of files in dark; weights and a log also in light and high contrast and narrow. */
function isComparedFile({ label, theme, width }) {
  const isRich = /-(weights|log)$/.test(label);
  if (theme === 'dark') return width === 1200 || (isRich && width === 380);
  return isRich && width === 1200 && (theme === 'light' || theme === 'hc');
}

function panelPictures(reports) {
  return picturesOf(reports.slice(0, 1)).filter(({ label, theme, width }) => {
    const isView =
      /-(overview|fit|sparsity|dropout|weights|path|compare|data)$/.test(label) &&
      !label.includes('cancelled');
    if (theme === 'dark') return width === 1200 || (isView && width === 380);
    return isView && width === 1200 && (theme === 'light' || theme === 'hc');
  });
}

/** A picture as 120 pixels across with 16 levels a channel, as PNG in base64, made by the browser itself. */
function shrink(page, png) {
  return page.evaluate(
    async ([data, width, height, level]) => {
      const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
      const across = width / image.width;
      const canvas = new OffscreenCanvas(width, Math.min(height, Math.round(image.height * across)));
      const context = canvas.getContext('2d');
      context.imageSmoothingQuality = 'high';
      context.drawImage(image, 0, 0, width, Math.round(image.height * across));
      const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
      pixels.data.forEach((value, at) => {
        if (at % 4 !== 3) pixels.data[at] = Math.min(255, level * Math.round(value / level));
      });
      context.putImageData(pixels, 0, 0);
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
      let text = '';
      for (const byte of bytes) text += String.fromCharCode(byte);
      return btoa(text);
    },
    [png.toString('base64'), WIDTH, HEIGHT, LEVEL],
  );
}

/**
 * How far two small pictures are apart: the mean difference of a channel (0 to 255) and the share of pixels of which a
 * channel differs by more than 32; a difference in height counts as pixels that differ.
 */
function compare(page, a, b) {
  return page.evaluate(
    async ([first, second]) => {
      const read = async (data) => {
        const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, image.width, image.height);
      };
      const [left, right] = [await read(first), await read(second)];
      const [shorter, longer] = left.data.length < right.data.length ? [left, right] : [right, left];
      let sum = 0;
      let changed = (longer.data.length - shorter.data.length) / 4;
      for (let at = 0; at < shorter.data.length; at += 4) {
        let most = 0;
        for (let channel = 0; channel < 3; channel++) {
          const difference = Math.abs(shorter.data[at + channel] - longer.data[at + channel]);
          sum += difference;
          most = Math.max(most, difference);
        }
        if (most > 32) changed++;
      }
      return { mean: sum / (0.75 * shorter.data.length), changed: changed / (longer.data.length / 4) };
    },
    [a, b],
  );
}

/**
 * Takes and keeps the small pictures: all of them anew, or those that are chosen.
 * @param scripts the bundles, by the name of the view
 */
export async function updateReferences(browser, reports, scripts, isChosen) {
  const taken = await comparedPictures(reports, () => true);
  const known = new Set(taken.map(({ name }) => `${name}.png`));
  await mkdir(REFERENCES, { recursive: true });
  for (const file of await readdir(REFERENCES)) if (!known.has(file)) await rm(join(REFERENCES, file));
  const [page, tool] = [await browser.newPage(), await browser.newPage()];
  for (const picture of taken.filter(isChosen)) {
    const { png, problems } = await shoot(page, picture, scriptOf(picture, scripts));
    if (!png || problems.length > 0) throw new Error(problems.join('\n'));
    await writeFile(join(REFERENCES, `${picture.name}.png`), Buffer.from(await shrink(tool, png), 'base64'));
  }
  console.log(`${(await readdir(REFERENCES)).length} pictures in ${REFERENCES}`);
}

/** Beyond these a picture has changed: fonts and antialiasing of another machine stay below. */
const MOST_MEAN = 1;
const MOST_CHANGED = 0.02;

/**
 * Takes the pictures again and compares them; writes those that have changed into a folder.
 * @returns what is wrong: browser errors, pictures that changed, that are missing or that nobody takes any more
 */
export async function checkReferences(browser, reports, scripts, { isChosen, out }) {
  const pictures = await comparedPictures(reports, isChosen);
  const [page, tool] = [await browser.newPage(), await browser.newPage()];
  const kept = new Set((await readdir(REFERENCES)).filter((file) => isChosen({ name: file })));
  const problems = [];
  await mkdir(out, { recursive: true });
  for (const picture of pictures) {
    const file = `${picture.name}.png`;
    const taken = await shoot(page, picture, scriptOf(picture, scripts));
    problems.push(...taken.problems);
    if (!taken.png) continue;
    if (!kept.delete(file)) {
      problems.push(
        `${picture.name}: there is no picture to compare with; look at it, then run with --update`,
      );
      continue;
    }
    const reference = await readFile(join(REFERENCES, file));
    const { mean, changed } = await compare(
      tool,
      await shrink(tool, taken.png),
      reference.toString('base64'),
    );
    if (mean <= MOST_MEAN && changed <= MOST_CHANGED) continue;
    await writeFile(join(out, file), taken.png);
    problems.push(
      `${picture.name}: mean difference ${mean.toFixed(2)} (at most ${MOST_MEAN}), ${(100 * changed).toFixed(1)} % of the pixels changed (at most ${100 * MOST_CHANGED} %): see ${join(out, file)}, then run with --update if it is as it should be`,
    );
  }
  for (const file of kept) problems.push(`${file}: this scene is no longer compared; run with --update`);
  return problems;
}
