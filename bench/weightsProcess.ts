/** One process that makes the report of a weight file: `node bench/weightsProcess.ts FILE ROUNDS FOLDER`. */
import { weightsReport } from '../src/report/weightFiles/build.ts';
import { loadTensorKernels } from '../src/statistics/tensor/kernels.ts';
import { openWeights } from '../src/weights/open.ts';

const [path, rounds, folder] = process.argv.slice(2) as [string, string, string];
await loadTensorKernels(folder);
for (let round = 0; round < Number(rounds); round++) {
  const begin = performance.now();
  const file = await openWeights(path);
  await weightsReport(file);
  await file.close();
  process.stdout.write(`${(performance.now() - begin) / 1000}\n`);
}
process.stderr.write(`${process.resourceUsage().maxRSS * 1024}\n`);
