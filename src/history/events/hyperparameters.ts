/**
 * Hyperparameters that a run's event file names, as add_hparams and hp.hparams write them.
 * Source: tensorboard/plugins/hparams/plugin_data.proto and google/protobuf/struct.proto.
 */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

const SESSION_START = 3;
const HPARAMS = 1;

/** The values by name; nothing when the bytes are something else. */
export function hyperparameters(content: Uint8Array): Record<string, number | string | boolean> {
  const found: Record<string, number | string | boolean> = {};
  try {
    for (const start of fields(content, SESSION_START))
      for (const entry of fields(start, HPARAMS)) {
        const [name] = fields(entry, 1);
        const [value] = fields(entry, 2);
        const read = name && value ? scalarOf(value) : null;
        if (read !== null) found[new TextDecoder().decode(name)] = read;
      }
  } catch {
    // The curves do not depend on it.
  }
  return found;
}

/** The bytes of each field of a number. */
function fields(bytes: Uint8Array, wanted: number): Uint8Array[] {
  const reader = new BinaryReader(bytes);
  const found: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === wanted && type === WireType.LengthDelimited) found.push(reader.bytes());
    else reader.skip(type, field);
  }
  return found;
}

/** A google.protobuf.Value: number, string or bool. */
function scalarOf(bytes: Uint8Array): number | string | boolean | null {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 2) return reader.double();
    if (field === 3) return reader.string();
    if (field === 4) return reader.bool();
    reader.skip(type, field);
  }
  return null;
}
