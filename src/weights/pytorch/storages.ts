/** Where the bytes of a file's storages are. */
import type { ByteSource } from '../fileSource.ts';

/** The bytes of one storage. */
export interface StoredBytes {
  size: number;
  /** Opened when they are read: a compressed member takes memory. */
  open(): Promise<{ source: ByteSource; offset: number }>;
}

/** What both layouts of a file have in common. */
export interface Storages {
  bigEndian: boolean;
  find(key: string): StoredBytes | undefined;
}
