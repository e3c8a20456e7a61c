/** Networks from the text of a Keras list, for data of a given size. */
import type { Dataset } from '../../src/dataset/dataset.ts';
import type { ModelDefinition } from '../../src/definition/model.ts';
import { readDefinitions } from '../../src/definition/source.ts';
import {
  type Architecture,
  type ArchitectureOptions,
  buildArchitecture,
} from '../../src/experiment/architecture.ts';
import type { Settings, Variant } from '../../src/experiment/experiment.ts';

const part = { rows: 10, inputs: new Float32Array(0), targets: new Float32Array(0) };

/** @param classes none for a regression */
function dataset(columns: number, classes?: number): Dataset {
  return {
    file: 'data.csv',
    digest: '',
    target: 'label',
    task: classes ? 'classification' : 'regression',
    ...(classes && { classes: Array.from({ length: classes }, (_, index) => `c${index}`) }),
    columns: Array.from({ length: columns }, (_, index) => ({
      name: `x${index}`,
      mean: 0,
      standardDeviation: 1,
    })),
    training: part,
    validation: part,
    test: part,
    trivialLoss: 1,
    notes: [],
    duplicatesAcrossSplit: 0,
    profile: [],
    checks: {
      shift: {
        validation: { auc: 0.5, standardError: 0.1, column: null },
        test: { auc: 0.5, standardError: 0.1, column: null },
      },
    },
  };
}

/** The model with these list elements; `units` cannot be seen. */
export function define(layers: string): ModelDefinition {
  const source = `from keras import Sequential, Input, layers, regularizers, constraints, initializers
from keras.layers import *
units = int(input())
model = Sequential([
${layers}
])
`;
  return readDefinitions('model.py', source)[0]!;
}

export function build(
  layers: string,
  columns = 4,
  classes: number | undefined = 3,
  options?: ArchitectureOptions,
): Architecture & { definition: ModelDefinition } {
  const definition = define(layers);
  return { ...buildArchitecture(definition, dataset(columns, classes), '/w/model.py', options), definition };
}

/** The same for a regression. */
export const buildRegression = (layers: string, columns = 4, options?: ArchitectureOptions) => {
  const definition = define(layers);
  return { ...buildArchitecture(definition, dataset(columns), '/w/model.py', options), definition };
};

export const AS_WRITTEN: Variant = {
  id: 'as-written',
  name: 'As written',
  family: 'source',
  settings: { l1: 0, l2: 0, dropout: 0 },
};

export const settings = (change: Partial<Settings>): Settings => ({ l1: 0, l2: 0, dropout: 0, ...change });
