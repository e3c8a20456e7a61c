import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, replaceRecords, runPaths, writeAtomically } from '../../../src/experiment/runFiles.ts';
import { isMissing } from '../../../src/experiment/workPlan.ts';
import { makeProject } from '../project.ts';

test.each([
  [true, false],
  [false, true],
])(
  'a run that was dropped, successive halving %s: missing in the plan %s, in a study always',
  async (on, missing) => {
    const project = await makeProject({ training: { successiveHalving: on }, seeds: 1 });
    const prepared = await project.prepare();
    const { folder, runs } = prepared;
    const { id, variant, seed } = runs[1]!;
    makeFolder(join(folder, 'runs'));
    const record = { epoch: 1, trainLossDropoutOn: 1, trainLoss: 1, validationLoss: 1, penalty: 0 };
    replaceRecords(folder, id, [record]);
    const result = { variant, seed, outcome: 'dropped', epochs: 1, reason: 'far behind', seconds: 1 };
    const files = runPaths(folder, id);
    writeAtomically(files.checkpoint, 'kept');
    writeAtomically(files.result, JSON.stringify(result));
    expect(isMissing(prepared, id)).toBe(missing);
    expect(isMissing(prepared, id, true)).toBe(true);
    expect(isMissing(prepared, runs[0]!.id)).toBe(true);
    await project.dispose();
  },
);
