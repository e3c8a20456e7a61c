/** Names of TensorFlow.js under every road by which they come into a file. */

/** Packages of one name, from npm, a CDN or Deno: `https://esm.sh/@tensorflow/tfjs@4.22.0/dist/tf.min.js`. */
const PACKAGE =
  /^(?:(?:https?:\/\/[^\s@]*|npm:)?@tensorflow\/tfjs(?:-node-gpu|-node|-layers|-core|-react-native)?)(?:@[~^]?\d+(?:\.\d+)*(?:-[a-z]+(?:\.\d+)?)?)?(?:\/(?:[\w./-]*?\.m?js|\+esm|dist))?(?=\.|$)/;
/** What script tags bind. */
const GLOBAL = /^(?:(?:window|globalThis|self|global)\.)?(?:tf|tfjs)(?=\.|$)/;
/** The namespace as the default export, and classes that are exported beside the functions that make them. */
const SAME: [RegExp, string][] = [
  [/^default(\.|$)/, ''],
  [/^layers\.input$/, 'input'],
  [/^Sequential$/, 'sequential'],
  [/^LayersModel$/, 'model'],
  [/^EarlyStopping$/, 'callbacks.earlyStopping'],
];

const paths = new Map<string, string | undefined>();

/** `@tensorflow/tfjs-node.layers.dense`, `tf.layers.dense` → `tfjs.layers.dense`; undefined for other names. */
export function canonical(path: string): string | undefined {
  if (!paths.has(path)) paths.set(path, canonicalOf(path));
  return paths.get(path);
}

function canonicalOf(path: string): string | undefined {
  const root = (PACKAGE.exec(path) ?? GLOBAL.exec(path))?.[0];
  if (root === undefined) return undefined;
  let rest = path.slice(root.length + 1);
  for (const [pattern, name] of SAME) rest = rest.replace(pattern, name);
  return rest === '' ? 'tfjs' : `tfjs.${rest}`;
}

/** The path below the library, `layers.dense`; an empty text for other libraries. */
export const below = (path: string): string => (path.startsWith('tfjs.') ? path.slice('tfjs.'.length) : '');
