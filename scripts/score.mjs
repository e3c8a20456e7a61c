// npm run score: how well definitions are read and advice is given on the corpus in test/fixtures/corpus, whose
// expectations were written by hand; then how often the verdict on the fit is right on simulated and trained cases with a
// known truth, the same for single curves as in a training log, how often something is recommended where nothing helps, and overfitting found where nothing overfits. Ends
// with exit code 1 below the aims. `--json` for machines; `--fuzz` edits the corpus at random 10,000 times (`--fuzz=N`: N
// times) instead, and names every edit that breaks something.
import { setUp } from './setup.mjs';

await setUp(import.meta.url);
const option = (name) => process.argv.find((argument) => argument.split('=')[0] === `--${name}`);
const { readCorpus } = await import('../test/corpus/files.ts');
const files = readCorpus();

if (option('fuzz')) await fuzz(Number(option('fuzz').split('=')[1] ?? 10_000));
else await score();

async function score() {
  const { scoreCorpus, shortfalls } = await import('../test/corpus/score.ts');
  const { scoreText } = await import('../test/corpus/report.ts');
  const tally = scoreCorpus(files);
  const { fitScores, fitShortfalls, fitText } = await import('../test/diagnosis/cases/fitText.ts');
  const fit = fitScores();
  const { curveScores, curveShortfalls, curveText } = await import('../test/diagnosis/curve/curveText.ts');
  const curves = curveScores();
  const below = [...shortfalls(tally), ...fitShortfalls(fit), ...curveShortfalls(curves)];
  if (option('json')) {
    const measures = Object.fromEntries(tally.counts);
    console.log(
      JSON.stringify({ files: files.length, measures, defects: tally.defects, fit, curves, below }, null, 2),
    );
  } else {
    console.log(`${scoreText(tally, files.length)}\n\n${fitText(fit)}\n\n${curveText(curves)}`);
    if (below.length > 0) console.log(`\nBelow the aims:\n${below.map((line) => `  ${line}`).join('\n')}`);
  }
  process.exitCode = below.length > 0 ? 1 : 0;
}

async function fuzz(cases) {
  const { changeFailureOf, fuzzCases, failureOf } = await import('../test/corpus/fuzz.ts');
  const failures = [];
  let done = 0;
  for (const edited of fuzzCases(files, cases, 4)) {
    const failure = failureOf(edited) ?? (done % 5 === 0 ? changeFailureOf(edited) : undefined);
    if (failure) failures.push(`${edited.name}: ${failure.split('\n').slice(0, 3).join('\n')}`);
    if (++done % 1000 === 0) console.error(`${done} of ${cases} edits, ${failures.length} failures`);
  }
  console.log(failures.slice(0, 20).join('\n'));
  console.log(`${done} random edits, ${failures.length} failures.`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
