/** What a definition alone says against training it: asked before anything else is. */
import type { ModelDefinition } from '../src/definition/model.ts';
import { type Problem, problemOf, UserError } from '../src/errors.ts';

/** Whether a model is of the kind that is trained here: Sequential of Keras, in a Python file. */
export function isMeasurable({ framework, style, anchor }: ModelDefinition): boolean {
  return framework === 'keras' && style === 'sequential' && anchor.cell === undefined;
}

/** Why a model cannot be trained, as far as its definition tells. */
export function whyUntrainable(definition: ModelDefinition, file: string): Problem | undefined {
  try {
    checkTrainable(definition, file);
    return undefined;
  } catch (error) {
    return problemOf(error);
  }
}

/** The rest is checked against the data. @throws UserError when no data could make this model trainable */
export function checkTrainable(definition: ModelDefinition, file: string): void {
  const { name, layers, unreadable, anchor } = definition;
  if (!isMeasurable(definition)) throw untrainable(file, anchor, ofOtherKind(definition));
  const [hidden] = unreadable ?? [];
  if (hidden) {
    throw untrainable(file, hidden.range, {
      title: `Some layers of “${name}” are not visible`,
      explanation: `It also has ${hidden.what} in line ${hidden.range.startLine}, which may be any layers.`,
      remedy: 'Write the layers out, one call each, to measure this model.',
    });
  }
  if (!layers.some(({ parameters }) => parameters !== 0)) {
    throw untrainable(file, anchor, {
      title: `“${name}” has no layer with weights`,
      explanation: 'Penalties and dropout act on layers with weights, such as Dense or Conv2D.',
      remedy: 'Choose another model.',
    });
  }
  const unknown = layers.find(
    ({ kind, settings }) => kind === 'Dense' && settings.units?.value === undefined,
  );
  if (!unknown) return;
  throw untrainable(file, unknown.range, {
    title: `“units” of the Dense layer in line ${unknown.range.startLine} is not visible`,
    explanation:
      'Its value is not a literal or a constant in this file, and code is never run to find it out.',
    remedy: 'Write the value as a number or as a constant that is assigned once.',
  });
}

interface Words {
  title: string;
  explanation: string;
  remedy: string;
}

const FRAMEWORKS = { keras: 'Keras', pytorch: 'PyTorch', tfjs: 'TensorFlow.js' };

function ofOtherKind({ name, framework, anchor }: ModelDefinition): Words {
  const explanation = 'Measured are Sequential models of Keras in Python files.';
  if (framework !== 'keras') {
    return {
      title: `“${name}” is written in ${FRAMEWORKS[framework]}`,
      explanation,
      remedy: 'To measure it, write the same layers as keras.Sequential in a Python file.',
    };
  }
  if (anchor.cell !== undefined) {
    return {
      title: `“${name}” stands in a notebook`,
      explanation,
      remedy: 'To measure it, copy the model into a Python file.',
    };
  }
  return {
    title: `“${name}” is no Sequential model`,
    explanation,
    remedy: 'To measure it, write it as keras.Sequential if its layers follow one after another.',
  };
}

function untrainable(
  file: string,
  { startLine, startColumn }: ModelDefinition['anchor'],
  words: Words,
): UserError {
  const location = { file, line: startLine, column: startColumn };
  return new UserError({ code: 'MODEL_UNTRAINABLE', ...words, location });
}
