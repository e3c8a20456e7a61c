/** What a definition alone says against training it: asked before anything else is. */
import type { ModelDefinition } from '../src/definition/model.ts';
import { UserError } from '../src/errors.ts';

/** The rest is checked against the data. @throws UserError when no data could make this model trainable */
export function checkTrainable({ name, layers, unreadable, anchor }: ModelDefinition, file: string): void {
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

function untrainable(
  file: string,
  { startLine, startColumn }: ModelDefinition['anchor'],
  words: { title: string; explanation: string; remedy: string },
): UserError {
  const location = { file, line: startLine, column: startColumn };
  return new UserError({ code: 'MODEL_UNTRAINABLE', ...words, location });
}
