/** Libraries' names by one path each, whatever module and version they were imported from. */
import { kerasExports } from '../../definition/keras/exports.ts';
import { canonical as kerasName, kerasPath, type Version } from '../../definition/keras/paths.ts';
import type { FrameworkName } from '../../definition/model.ts';
import { exportsName as pytorchExports, canonical as pytorchName } from '../../definition/pytorch/paths.ts';
import { canonical as tensorflowJsName } from '../../definition/tfjs/paths.ts';

/**
 * The canonical path of a dotted name without its version: `tf.keras.layers.Dense` and `tf_keras.layers.core.Dense`
 * are `keras.layers.Dense`; undefined for names of other libraries.
 */
export function canonicalPath(framework: FrameworkName, path: string): string | undefined {
  return NAMES[framework](path);
}

const NAMES: Record<FrameworkName, (path: string) => string | undefined> = {
  keras: (path) => {
    const found = kerasPath(kerasName(path) ?? '');
    return found && ['keras', found.path].filter(Boolean).join('.');
  },
  pytorch: pytorchName,
  tfjs: tensorflowJsName,
};

/** Whether `from module import *` binds a name. */
export function isExported(framework: FrameworkName, module: string, name: string): boolean {
  return framework === 'keras' ? kerasExports(module, name) : pytorchExports(module, name);
}

/** The names that a page's script tags bring in, by framework. */
export const GLOBALS: Record<FrameworkName, Record<string, string>> = {
  keras: {},
  pytorch: {},
  tfjs: { tf: 'tf' },
};

const PACKAGES: Record<Version, string> = {
  keras: 'keras',
  keras2: 'tf_keras',
  tensorflow: 'tensorflow.keras',
};

/** The package that a dotted name is imported from: `tensorflow.keras` for `tensorflow.keras.layers.Dense`. */
export function packageOf(framework: FrameworkName, path: string): string | undefined {
  const version = framework === 'keras' ? kerasPath(kerasName(path) ?? '')?.version : undefined;
  if (version) return PACKAGES[version];
  return framework === 'keras' ? undefined : pytorchName(path)?.split('.')[0];
}
