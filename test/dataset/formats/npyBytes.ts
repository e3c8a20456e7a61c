/** An array of NumPy's format, version 1.0. */
function npyOf(descr: string, shape: number[], values: Buffer): Buffer {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length + 1);
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    length,
    Buffer.from(`${header}\n`),
    values,
  ]);
}

/** Whole numbers of one byte. */
export const bytesArray = (shape: number[], values: number[]): Buffer =>
  npyOf('|u1', shape, Buffer.from(values));

/** Texts in bytes, of one length; `latin1` makes what is no UTF-8. */
export function textArray(texts: string[], encoding: BufferEncoding = 'utf8'): Buffer {
  const length = Math.max(...texts.map((text) => Buffer.from(text, encoding).length));
  const cells = texts.map((text) =>
    Buffer.concat([Buffer.from(text, encoding), Buffer.alloc(length)]).subarray(0, length),
  );
  return npyOf(`|S${length}`, [texts.length], Buffer.concat(cells));
}
