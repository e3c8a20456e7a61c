import { expect, test } from 'vitest';
import { renderMarkdown } from '../../src/report/markdown.ts';
import type { Recommendation } from '../../src/report/report.ts';
import type { BesideReport, StudyPoint } from '../../src/report/studies.ts';
import { difference, estimate, l1, report, variant } from '../webview/report.ts';

const point = (validation: number): StudyPoint => ({
  trainLoss: estimate(0.1),
  validationLoss: estimate(validation),
  testLoss: estimate(validation),
  bestValidationLoss: estimate(validation),
  exactZeros: estimate(0),
  nearZeros: estimate(0),
  l1Norm: estimate(1),
  l2Norm: estimate(1),
  diverged: 0,
});

/** Cells of the table rows whose first cell holds the text. */
const cells = (markdown: string, first: string) =>
  markdown
    .split('\n')
    .find((line) => line.startsWith('|') && line.includes(first))
    ?.split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());

test('the heading is the finding, and the recommended variant stands bold in the ranking', () => {
  const markdown = renderMarkdown(report());
  expect(markdown.split('\n')[0]).toBe(
    '### model: Without regularization this model overfits from epoch 2. L2 1e-3 lowers its test loss by 19\u202f%, from 0.320 to 0.260.',
  );
  expect(cells(markdown, 'L2 1e-3')?.slice(0, 4)).toEqual([
    '**L2 1e-3**',
    '**0.240 ± 0.010**',
    '**0.260 ± 0.010**',
    '**−0.060 ± 0.040**',
  ]);
  expect(cells(markdown, 'L1 1e-3')?.[0]).toBe('L1 1e-3');
});

test('every row of a table has as many cells as its head', () => {
  const tables = renderMarkdown(report([{ ...l1, name: 'a | b' }]))
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split(/(?<!\\)\|/).length);
  expect(new Set(tables).size).toBe(1);
});

test('signs of markup in names are text', () => {
  const of = report();
  const model = { ...of.model, name: '__init__ <b> [x]' };
  expect(renderMarkdown({ ...of, model }).split('\n')[0]).toContain('\\_\\_init\\_\\_ \\<b\\> \\[x\\]: ');
});

const recommendation = (change: Partial<Recommendation>) => ({ ...report().recommendation, ...change });

test('the change is a diff that GitHub colours', () => {
  const change = {
    file: 'model.py',
    line: 9,
    diff: [
      { sign: '-' as const, text: 'Dense(10)' },
      { sign: '+' as const, text: 'Dense(10, kernel_regularizer=L2(1e-3))' },
    ],
    more: 2,
  };
  const cost = { trainLoss: 0.1, seconds: 0, text: 'Training loss rises by 0.100.' };
  const markdown = renderMarkdown(report(undefined, { recommendation: recommendation({ change, cost }) }));
  expect(markdown).toContain(
    '`model.py:9`\n\n```diff\n- Dense(10)\n+ Dense(10, kernel_regularizer=L2(1e-3))\n```\n\n… and 2 more places.',
  );
  expect(markdown).toContain(
    '**Recommended: L2 1e-3.** Lowest validation loss. Training loss rises by 0.100.',
  );
});

test('that nothing is recommended is said, with the reason', () => {
  const none = recommendation({ variant: null, reason: 'Every interval includes 0.' });
  const markdown = renderMarkdown(report(undefined, { recommendation: none }));
  expect(markdown).toContain('**No recommendation.** Every interval includes 0.');
  expect(markdown).not.toContain('```');
});

test('further measurements are sentences and a table', () => {
  const beside: BesideReport = {
    gap: estimate(0.2),
    variants: [
      {
        id: 'bn',
        name: 'Batch normalization',
        settings: variant('none', {}, 0.3).settings,
        parts: ['Batch normalization'],
        point: point(0.25),
        gap: estimate(0.15),
        gapClosed: 0.25,
        validationDifference: difference(-0.1, 0),
      },
    ],
  };
  const path = {
    sweeps: [
      {
        family: 'l1' as const,
        points: [
          { lambda: 1e-4, ...point(0.2) },
          { lambda: 1e-3, ...point(0.21) },
        ],
      },
    ],
    best: [{ family: 'l1' as const, lambda: 1e-4, oneStandardError: 1e-3 }],
  };
  const markdown = renderMarkdown(report(undefined, { studies: { offers: [], beside, path } }));
  expect(markdown).toContain(
    '- **Regularization path:** L1 is best at λ = 1e-4, the smallest tried (validation loss 0.200); 1e-3 is within one standard error of it. Without regularization the validation loss is 0.300.',
  );
  expect(cells(markdown, 'Batch normalization')).toEqual([
    'Batch normalization',
    '0.250',
    '−0.050 (−0.100 to +0.000)',
    '25\u202f%',
  ]);
});
