// What `loadKernels` uses of the runtime's WebAssembly: the types of Node leave it out, and the core has no DOM.
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  const Memory: new (descriptor: { initial: number }) => Memory;
  type Exports = Record<string, unknown>;
  function validate(bytes: Uint8Array): boolean;
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  const Module: new (bytes: Uint8Array) => Module;
  interface Instance {
    readonly exports: Exports;
  }
  const Instance: new (module: Module, imports: { env: { memory: Memory } }) => Instance;
}
