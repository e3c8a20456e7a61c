import type { Initializer, Shape } from '../layerSpecs.ts';
import type { LayerParameter } from './layerLayout.ts';

interface ProjectionSpec {
  useBias: boolean;
  kernelInitializer: Initializer;
  biasInitializer: Initializer;
}

/** Kernel of a projection and, if there is one, its bias, whose shape is the kernel's last `unitAxes` axes. */
export function kernelAndBias(
  { useBias, kernelInitializer, biasInitializer }: ProjectionSpec,
  shape: Shape,
  fans: { fanIn: number; fanOut: number },
  { prefix = '', unitAxes = 1 } = {},
): LayerParameter[] {
  const common = { unitAxes, ...fans, trainable: true };
  const kernel = { name: `${prefix}kernel`, role: 'kernel', shape, initializer: kernelInitializer } as const;
  const bias = {
    name: `${prefix}bias`,
    role: 'bias',
    shape: shape.slice(-unitAxes),
    initializer: biasInitializer,
  } as const;
  return (useBias ? [kernel, bias] : [kernel]).map((parameter) => ({ ...parameter, ...common }));
}
