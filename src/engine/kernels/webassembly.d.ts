// What `loadKernels` uses of the runtime's WebAssembly: the types of Node leave it out, and the core has no DOM.
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  const Memory: new (descriptor: { initial: number }) => Memory;
  type Exports = Record<string, unknown>;
  function validate(bytes: Uint8Array): boolean;
  function instantiate(
    bytes: Uint8Array,
    imports: { env: { memory: Memory } },
  ): Promise<{ instance: { exports: Exports } }>;
}
