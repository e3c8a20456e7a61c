/** The parts of the core that a session needs, each loaded when it is first used. */
import type { Experiment } from '../src/experiment/experiment.ts';
import type { PreparedExperiment } from '../src/experiment/session.ts';

/**
 * Reads an experiment file and everything it names.
 * @param known called with the model as soon as the experiment file is read
 * @throws UserError when something is missing, broken or does not fit
 */
export async function prepare(
  file: string,
  known: (model: Experiment['model']) => void,
): Promise<PreparedExperiment> {
  const { readExperiment } = await import('../src/experiment/file.ts');
  const { prepareExperiment } = await import('../src/experiment/session.ts');
  const experiment = await readExperiment(file);
  known(experiment.model);
  return prepareExperiment(experiment);
}

/** The words of the empty state: the model and the variants that would be trained. */
export async function describePlan({
  definition,
  variants,
}: PreparedExperiment): Promise<{ architecture: string; modelTitle: string; variants: string[] }> {
  const { architectureOf, lensTitle } = await import('../src/definition/describe.ts');
  return {
    architecture: architectureOf(definition),
    modelTitle: lensTitle(definition),
    variants: variants.map(({ name }) => name),
  };
}
