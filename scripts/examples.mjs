// Writes the data of the examples that are made, not measured: node scripts/examples.mjs
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messages } from './examples/messages.ts';
import { sparseLinear } from './examples/sparseLinear.ts';
import { spirals } from './examples/spirals.ts';

const examples = join(dirname(dirname(fileURLToPath(import.meta.url))), 'examples');

for (const [file, content] of Object.entries({ ...spirals(), ...sparseLinear(), ...messages() }))
  await writeFile(join(examples, file), content);
