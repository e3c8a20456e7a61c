/** What turning a layer of the source into layers of the network has at hand: its settings, checked. */
import { parameterOf } from '../../definition/keras/settings.ts';
import type { LayerDefinition, SettingValues, Shape, WrappedLayer } from '../../definition/model.ts';
import type { LayerSpec } from '../../engine/layerSpecs.ts';
import { type Context, impossible, notVisible, settingError } from '../modelErrors.ts';
import { isStrength } from '../strengths.ts';

type Name = keyof SettingValues;

/** One layer of the network, with the strengths that the source has at its random places. */
export interface Draft {
  spec: LayerSpec;
  /** Undefined where it cannot be seen; repeated when the layer has more places (both directions). */
  sourceRates?: (number | undefined)[];
}

/** How the values `standard` and `inverted` of the experiment file are meant is told in `DropoutSpec`. */
export type DropoutForm = 'inverted' | 'standard';

export class Reading {
  readonly layer: LayerDefinition | WrappedLayer;
  readonly inputShape: Shape;
  readonly context: Context;
  readonly dropoutForm: DropoutForm;

  constructor(
    layer: LayerDefinition | WrappedLayer,
    inputShape: Shape,
    context: Context,
    dropoutForm: DropoutForm,
  ) {
    this.layer = layer;
    this.inputShape = inputShape;
    this.context = context;
    this.dropoutForm = dropoutForm;
  }

  /** The same for a layer inside this one. */
  of(layer: WrappedLayer): Reading {
    return new Reading(layer, this.inputShape, this.context, this.dropoutForm);
  }

  /** A setting's value. @throws UserError when it cannot be seen in the source */
  get<N extends Name>(name: N): SettingValues[N] {
    const value = this.layer.settings[name]?.value;
    if (value === undefined) throw notVisible(this.layer, this.parameter(name), this.context);
    return value as SettingValues[N];
  }

  /** A size: a whole number of at least `least`. @throws UserError */
  size(name: Extract<Name, 'units' | 'filters' | 'vocabulary' | 'outputSize' | 'multiplier'>): number {
    const value = this.get(name);
    if (Number.isInteger(value) && value > 0) return value;
    throw this.impossible(name, 'a whole number of at least 1');
  }

  /** @throws UserError unless the value is one of `allowed` */
  oneOf<T extends string>(name: Name, allowed: readonly T[]): T {
    const value = this.get(name);
    if (typeof value === 'string' && (allowed as readonly string[]).includes(value)) return value as T;
    throw this.error(name, textOf(value), allowed);
  }

  /** @throws UserError unless settings that are not trained have their plain values, where they are there */
  mustBe(plain: { [N in Name]?: SettingValues[N] }): void {
    for (const [name, expected] of Object.entries(plain) as [Name, unknown][]) {
      if (this.layer.settings[name] === undefined) continue;
      const found = this.get(name);
      if (JSON.stringify(found) !== JSON.stringify(expected)) {
        throw this.error(name, textOf(found), [textOf(expected)]);
      }
    }
  }

  /** A whole number for each of `rank` spatial axes. @throws UserError */
  perAxis(name: Extract<Name, 'size' | 'strides' | 'dilation'>, rank: number): number[] {
    const value = this.get(name) ?? this.get('size');
    const list = value.length === 1 ? Array.from({ length: rank }, () => value[0]!) : value;
    if (list.length === rank && list.every((size) => Number.isInteger(size) && size > 0)) return list;
    const count = rank === 1 ? 'one whole number' : `one or ${rank} whole numbers`;
    throw this.impossible(name, `${count} of at least 1`);
  }

  /** Channels stand last. @throws UserError where the source says otherwise */
  channelsLast(): void {
    const written = this.get('dataFormat');
    if (written !== null && written !== 'channels_last') {
      throw this.error('dataFormat', written, ['channels_last']);
    }
  }

  /** @throws UserError when a rate or a deviation that can be seen is none */
  checkStrengths(): void {
    for (const name of ['rate', 'recurrentRate', 'deviation'] as const) {
      const value = this.layer.settings[name]?.value;
      if (value === undefined || isStrength(value, name === 'deviation' ? 'deviation' : 'rate')) continue;
      throw this.impossible(
        name,
        name === 'deviation' ? 'a number of at least 0' : 'a number from 0 to below 1',
      );
    }
  }

  /** @param possible what the setting takes, such as `a whole number of at least 1` */
  impossible(name: Name, possible: string) {
    return impossible(this.layer, this.parameter(name), textOf(this.get(name)), possible, this.context);
  }

  error(name: Name, found: string, expected: readonly string[]) {
    return settingError(this.layer, this.parameter(name), found, expected, this.context);
  }

  parameter(name: Name): string {
    return parameterOf(this.layer.kind, name);
  }
}

/** As Python writes it. */
function textOf(value: unknown): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (Array.isArray(value))
    return value.length === 1 ? textOf(value[0]) : `(${value.map(textOf).join(', ')})`;
  if (typeof value === 'object') return (value as { name?: string }).name ?? JSON.stringify(value);
  return String(value);
}
