/** Refactorings of the code that trains: weight decay, AdamW, early stopping. */
import type { FitFact, OptimizerFact } from '../../definition/surroundings.ts';
import { setArgument } from '../edit/arguments.ts';
import { addEarlyStopping } from '../edit/earlyStopping.ts';
import { splitDecayGroups, toAdamW } from '../edit/optimizers.ts';
import { verified } from '../edit/verified.ts';
import { type Offer, offer, type Request } from './refactoring.ts';

/** `weight_decay` of SGD with the gradient of L2 1e-4 in the convention of Keras: 2·1e-4·w. */
const WEIGHT_DECAY = '2e-4';

/** The optimizers at the place. */
const optimizersAt = ({ facts }: Request): OptimizerFact[] =>
  unique(
    facts.flatMap((fact) =>
      fact.type === 'optimizer' ? [fact] : fact.type === 'compile' && fact.optimizer ? [fact.optimizer] : [],
    ),
  );

/** At a layer of PyTorch, whose weights no argument penalizes: the only optimizer of the file. */
function optimizerOf({ layer, reading }: Request): OptimizerFact[] {
  if (layer?.model.framework !== 'pytorch' || layer.layer.parameters === 0) return [];
  const all = reading.surroundings.filter((fact) => fact.type === 'optimizer');
  return all.length === 1 && all[0]!.framework === 'pytorch' ? all : [];
}

function unique(facts: OptimizerFact[]): OptimizerFact[] {
  return facts.filter(
    ({ range }, index) => facts.findIndex((each) => each.range.from === range.from) === index,
  );
}

/** L2 of PyTorch is the optimizer's: for those whose decay is the plain gradient of it. */
export const addWeightDecay: Offer = (request) =>
  [...optimizersAt(request), ...optimizerOf(request)].flatMap((optimizer) => {
    const { framework, name, weightDecay, groups, range, decoupled } = optimizer;
    const isPlain =
      framework === 'pytorch' && !decoupled && /^(SGD|RMSprop|Adagrad)$/.test(name) && groups.length === 1;
    if (!isPlain || weightDecay.value !== 0 || range.cell !== request.before.cell) return [];
    const edits = verified(request.before, setArgument(request.source, range, 'weight_decay', WEIGHT_DECAY), {
      surroundings: ['optimizer'],
      means: ({ surroundings }) =>
        surroundings.some(
          (fact) => fact.type === 'optimizer' && fact.weightDecay.value === Number(WEIGHT_DECAY),
        ),
    });
    return offer(`Add weight_decay=${WEIGHT_DECAY} to ${name} (L2 1e-4 as Keras counts it)`, edits);
  });

export const decayGroups: Offer = (request) =>
  optimizersAt(request).flatMap((optimizer) => {
    const [group, ...others] = optimizer.groups;
    const isWhole = optimizer.framework === 'pytorch' && group?.parameters === 'all' && others.length === 0;
    if (!isWhole || optimizer.range.cell !== request.before.cell) return [];
    const edits = verified(request.before, splitDecayGroups(request.source, optimizer), {
      surroundings: ['optimizer'],
      means: ({ surroundings }) =>
        surroundings.some((fact) => fact.type === 'optimizer' && fact.groups.length === 2),
    });
    return offer(
      'Split the parameters into groups: weight decay for weights only, not for biases and norms',
      edits,
    );
  });

export const adamW: Offer = (request) =>
  optimizersAt(request).flatMap((optimizer) => {
    const { framework, weightDecay, range } = optimizer;
    if (range.cell !== request.before.cell) return [];
    const edits = verified(request.before, toAdamW(request.source, optimizer), {
      surroundings: ['optimizer', 'compile'],
      means: ({ surroundings }) =>
        surroundings.some(
          (fact) =>
            (fact.type === 'optimizer' && fact.name === 'AdamW') ||
            (fact.type === 'compile' && fact.optimizer?.name === 'AdamW'),
        ),
    });
    const note = framework === 'pytorch' ? 'weight_decay=0 as before' : 'its default weight decay is 0.004';
    return offer(`Change Adam to AdamW${weightDecay.origin === 'default' ? ` (${note})` : ''}`, edits);
  });

export const earlyStopping: Offer = (request) =>
  request.facts
    .filter((fact): fact is FitFact => fact.type === 'fit')
    .filter(({ framework, validation, callbacks }) => {
      const stops = !callbacks || callbacks.includes('EarlyStopping');
      return framework === 'keras' && validation === true && !stops;
    })
    .flatMap(({ range }) => {
      const edits = verified(request.before, addEarlyStopping(request.source, range), {
        surroundings: ['fit', 'earlyStopping'],
        means: ({ surroundings }) =>
          surroundings.some((fact) => fact.type === 'fit' && fact.callbacks?.includes('EarlyStopping')),
      });
      return offer('Stop early: monitor val_loss with patience 5 and restore the best weights', edits);
    });
