/** γ and β, which the normalizations have in common. */
import type { Shape } from '../layerSpecs.ts';
import { sizeOf } from '../shapes.ts';
import type { LayerParameter } from './layerLayout.ts';

export interface AffineSpec {
  /** Whether γ and β exist. */
  scale: boolean;
  center: boolean;
}

/** γ starts at 1, β at 0. */
export function affineParameters({ scale, center }: AffineSpec, shape: Shape): LayerParameter[] {
  const fans = { fanIn: sizeOf(shape), fanOut: sizeOf(shape), trainable: true };
  const gamma = {
    name: 'gamma',
    role: 'gamma',
    shape,
    initializer: { kind: 'constant', value: 1 },
    ...fans,
  } as const;
  const beta = {
    name: 'beta',
    role: 'beta',
    shape,
    initializer: { kind: 'constant', value: 0 },
    ...fans,
  } as const;
  return [...(scale ? [gamma] : []), ...(center ? [beta] : [])];
}

/** For each number: its part in the mean, difference, square, its part in the variance, division, and γ and β. */
export const normalizationFlops = ({ scale, center }: AffineSpec, size: number): number =>
  size * (5 + Number(scale) + Number(center));
