export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

export type Walk = (...places: number[]) => void;

/** The types of this code know no WebAssembly: it runs in Node and in pages, and both have it. */
interface WebAssemblyLike {
  readonly Memory: new (size: { initial: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly walk: Walk } };
  validate(bytes: Uint8Array): boolean;
}

function assembly(): WebAssemblyLike {
  return (globalThis as unknown as { WebAssembly: WebAssemblyLike }).WebAssembly;
}

export function allocate(bytes: number): WasmMemory {
  const { Memory } = assembly();
  return new Memory({ initial: Math.ceil(bytes / 65536) });
}

/** Whether this machine has all that a module uses. */
export function isValid(module: Uint8Array): boolean {
  return assembly().validate(module);
}

export function instantiate(bytes: Uint8Array, memory: WasmMemory): Walk {
  const { Module, Instance } = assembly();
  return new Instance(new Module(bytes), { e: { m: memory } }).exports.walk;
}
