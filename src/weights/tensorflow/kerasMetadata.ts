/** The layers of a Keras model in a SavedModel, from the `keras_metadata.pb` that Keras 2 writes beside it. */
import { join } from 'node:path';
import { type FileSource, openSource, readRange } from '../fileSource.ts';
import { pythonObject } from '../hdf5/keras/pythonJson.ts';
import type { StoredArchitecture } from '../weightFile.ts';
import { Message } from './message.ts';

const LARGEST = 2 ** 25;

/**
 * The root object's class and configuration; undefined when there is no such file or it is not sound: the weights are
 * read without it.
 * Source: keras/protobuf/saved_metadata.proto (SavedMetadata.nodes = 1; SavedObject.node_path = 3, metadata = 5).
 */
export async function savedArchitecture(folder: string): Promise<StoredArchitecture | undefined> {
  let file: FileSource | undefined;
  try {
    file = await openSource(join(folder, 'keras_metadata.pb'));
    if (file.size > LARGEST) return undefined;
    const nodes = new Message(await readRange(file, 0, file.size)).messages(1);
    const root = pythonObject(nodes.find((node) => node.text(3) === 'root')?.text(5) ?? '');
    return root && 'class_name' in root
      ? { kind: 'keras', config: { class_name: root.class_name, config: root.config } }
      : undefined;
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}
