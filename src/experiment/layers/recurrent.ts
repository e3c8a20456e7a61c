/** Recurrent layers, from the source to the network. */
import type { BidirectionalSpec, RecurrentSpec } from '../../engine/layerSpecs.ts';
import { unsupported } from '../modelErrors.ts';
import { gateActivation, initializerOf } from './functions.ts';
import type { Draft, Reading } from './reading.ts';

const CELLS: Record<string, RecurrentSpec['cell']> = { SimpleRNN: 'simple', LSTM: 'lstm', GRU: 'gru' };

function specOf(reading: Reading): RecurrentSpec {
  reading.mustBe({ stateful: false, returnState: false });
  const { settings, name, kind } = reading.layer;
  return {
    kind: 'recurrent',
    name,
    cell: CELLS[kind]!,
    units: reading.size('units'),
    activation: gateActivation(reading, 'activation'),
    recurrentActivation: settings.recurrentActivation
      ? gateActivation(reading, 'recurrentActivation')
      : 'sigmoid',
    useBias: reading.get('useBias'),
    unitForgetBias: settings.unitForgetBias ? reading.get('unitForgetBias') : false,
    resetAfter: settings.resetAfter ? reading.get('resetAfter') : false,
    returnSequences: reading.get('returnSequences'),
    goBackwards: reading.get('goBackwards'),
    kernelInitializer: initializerOf(reading, 'kernelInitializer'),
    recurrentInitializer: initializerOf(reading, 'recurrentInitializer'),
    biasInitializer: initializerOf(reading, 'biasInitializer'),
  };
}

const ratesOf = ({ layer: { settings } }: Reading) => [settings.rate?.value, settings.recurrentRate?.value];

export function recurrent(reading: Reading): Draft[] {
  return [{ spec: specOf(reading), sourceRates: ratesOf(reading) }];
}

const MERGES: Record<string, BidirectionalSpec['merge']> = {
  concat: 'concatenate',
  sum: 'add',
  mul: 'multiply',
  ave: 'average',
};

export function bidirectional(reading: Reading): Draft[] {
  const { layer } = reading;
  const { wrapped } = layer;
  reading.mustBe({ backwardLayer: null, weights: null });
  if (!wrapped || !Object.hasOwn(CELLS, wrapped.kind)) {
    const kind = wrapped ? `Bidirectional(${wrapped.kind})` : 'Bidirectional of a layer that is not visible';
    const known = Object.keys(CELLS).map((cell) => `Bidirectional(${cell})`);
    throw unsupported({ ...layer, kind }, known, reading.context);
  }
  const inner = reading.of(wrapped);
  const merge = MERGES[reading.oneOf('merge', Object.keys(MERGES))]!;
  const spec: BidirectionalSpec = { kind: 'bidirectional', name: layer.name, layer: specOf(inner), merge };
  return [{ spec, sourceRates: ratesOf(inner) }];
}
