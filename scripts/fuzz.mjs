// npm run fuzz: breaks every file of test/fixtures/files in thousands of ways and opens what comes out as the product does.
// Allowed are success and a refusal for people, within a second of the processor and 300 MB; everything else is a finding,
// written to test-artifacts/fuzz/ with its seed and number. Ends with exit code 1 when there is one.
//   --seconds=N  how long, 60 by default        --seed=N  which mutants, 1 by default; --first=N from which number on
//   --only=weights|logs|data  these readers     --file=F  mutants of this file instead of the fixtures
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { root, setUp } from './setup.mjs';

if (process.env.REGLENS_FUZZ_BATCH) {
  const { runBatch } = await import('./fuzz/child.ts');
  await runBatch(JSON.parse(process.env.REGLENS_FUZZ_BATCH), (message) => process.send(message));
  process.exit();
}

await setUp(import.meta.url);
const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    only: { type: 'string' },
    file: { type: 'string' },
  },
});
const { runFor, tableOf } = await import('./fuzz/run.ts');
// The table is printed all the same.
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());
const artifacts = join(root, 'test-artifacts/fuzz');
const batch = {
  root: join(root, 'test/fixtures/files'),
  rooms: options.only ? [options.only] : ['weights', 'logs', 'data'],
  file: options.file,
  seed: Number(options.seed),
  first: Number(options.first),
};
const results = await runFor(
  Number(options.seconds),
  batch,
  fileURLToPath(import.meta.url),
  keep,
  stop.signal,
);
console.log(tableOf(results));
const mutants = [...results.readers.values()].reduce((sum, tally) => sum + tally.mutants, 0);
console.log(`${mutants.toLocaleString('en-US')} mutants, ${results.found.size} findings.`);
for (const found of results.found.values()) console.log(`${found.times} × ${found.signature}`);
process.exitCode = results.found.size > 0 ? 1 : 0;

function keep({ smallest, ...found }) {
  mkdirSync(artifacts, { recursive: true });
  const name = `${found.reader}-${found.finding.kind}-${found.seed}-${found.index}`;
  if (smallest) writeFileSync(join(artifacts, `${name}.bin`), Buffer.from(smallest, 'base64'));
  writeFileSync(join(artifacts, `${name}.json`), JSON.stringify(found, null, 2));
  console.error(`${name}: ${found.signature}`);
}
