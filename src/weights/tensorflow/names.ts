/** Names for people: checkpoints of TensorFlow 2 list variables by their way from the root object. */

import { BinaryReader } from '@bufbuild/protobuf/wire';
import { type ByteSource, readRange } from '../fileSource.ts';
import type { BundleTensor } from './bundle.ts';
import { Message } from './message.ts';

/** Key under which the graph of objects is saved: which variable is which. */
export const OBJECT_GRAPH = '_CHECKPOINTABLE_OBJECT_GRAPH';

/** A graph of a large model has a few MB. */
const LARGEST_TEXT = 2 ** 25;

const VALUE = /\/\.ATTRIBUTES\/VARIABLE_VALUE$/;

/**
 * For each key the name shown: the variable's own (`dense/kernel`), from the graph of objects, where no other variable has
 * it; else the key without `/.ATTRIBUTES/VARIABLE_VALUE`.
 * @param graph bytes of a TrackableObjectGraph; undefined when there is none
 */
export function namesOf(keys: readonly string[], graph: Uint8Array | undefined): Map<string, string> {
  const full = graph ? fullNames(graph) : new Map<string, string>();
  const uses = new Map<string, number>();
  for (const key of keys) {
    const name = full.get(key) ?? '';
    uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  const names = keys.map((key) => {
    const name = full.get(key);
    return name && uses.get(name) === 1 ? name : shortOf(key);
  });
  const unique = new Set(names).size === names.length;
  return new Map(keys.map((key, index) => [key, unique ? names[index]! : key]));
}

/** `.S` stands for a slash and `..` for a dot in the name of an object. */
const shortOf = (key: string): string =>
  key
    .replace(VALUE, '')
    .replace(/\/\.OPTIMIZER_SLOT\//, '/')
    .replace(/\.([S.])/g, (_, mark) => (mark === 'S' ? '/' : '.'));

/** `full_name` by `checkpoint_key`. Source: tensorflow/core/protobuf/trackable_object_graph.proto. */
function fullNames(graph: Uint8Array): Map<string, string> {
  try {
    const attributes = new Message(graph).messages(1).flatMap((node) => node.messages(2));
    return new Map(attributes.map((attribute) => [attribute.text(3), attribute.text(2)]));
  } catch {
    // The names are a convenience: without them the keys are shown.
    return new Map();
  }
}

/**
 * The text of a string tensor of one element: its length as a varint, a checksum of four bytes, the bytes.
 * Undefined when it is longer than 32 MB or not of this form.
 */
export async function textOf(
  source: ByteSource,
  { offset, size }: BundleTensor,
): Promise<Uint8Array | undefined> {
  if (size > LARGEST_TEXT) return undefined;
  try {
    const bytes = await readRange(source, offset, size);
    const reader = new BinaryReader(bytes);
    const length = Number(reader.uint64());
    const start = reader.pos + 4;
    return start + length === bytes.length ? bytes.subarray(start) : undefined;
  } catch {
    return undefined;
  }
}
