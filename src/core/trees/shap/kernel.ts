import { kernelBinary, plainKernelBinary } from "./kernelBinary";

/** What native/treeshap exports; places are bytes of its memory. */
export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** 0: there is no more. */
  take(bytes: number): number;
  mark(): number;
  release(to: number): void;
  setForest(words: number, features: number): void;
  setBackground(columns: number, count: number, stride: number): void;
  explain(
    columns: number,
    count: number,
    stride: number,
    sums: number,
    pairs: number,
    firstTree: number,
    step: number,
    chunkRows: number,
    mostBytes: number,
  ): number;
}

/** The types of this code know no WebAssembly: it runs in Node and in pages, and both have it. */
interface WebAssemblyLike {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Kernel };
  validate(bytes: Uint8Array): boolean;
}

let compiled: object | undefined;

/** One with memory of its own. */
export function createKernel(): Kernel {
  const { Module, Instance, validate } = (globalThis as unknown as { WebAssembly: WebAssemblyLike }).WebAssembly;
  if (compiled === undefined) {
    const vectors = bytesOf(kernelBinary);
    compiled = new Module(validate(vectors) ? vectors : bytesOf(plainKernelBinary)); // a machine without vectors
  }
  return new Instance(compiled, {}).exports;
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
