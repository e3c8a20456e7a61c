/** Event files byte by byte, with a checksum of its own: bit by bit, as the definition of CRC-32C says. */

function maskedCrc(bytes: Uint8Array): number {
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x82f63b78n : crc >> 1n;
  }
  crc ^= 0xffffffffn;
  return Number((((crc >> 15n) | (crc << 17n)) + 0xa282ead8n) & 0xffffffffn);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** The frame of a record; `length` may lie. */
export function record(data: Uint8Array, length = BigInt(data.length)): Buffer {
  const header = Buffer.alloc(8);
  header.writeBigUInt64LE(length);
  return Buffer.concat([header, uint32(maskedCrc(header)), data, uint32(maskedCrc(data))]);
}

const field = (number: number, payload: Uint8Array) =>
  Buffer.concat([Buffer.from([(number << 3) | 2, payload.length]), payload]);

/** An event with one simple_value; step and lengths below 128. */
export function scalar(tag: string, step: number, value: number): Buffer {
  const float = Buffer.alloc(5);
  float[0] = (2 << 3) | 5;
  float.writeFloatLE(value, 1);
  const summaryValue = Buffer.concat([field(1, Buffer.from(tag)), float]);
  return record(Buffer.concat([Buffer.from([2 << 3, step]), field(5, field(1, summaryValue))]));
}
