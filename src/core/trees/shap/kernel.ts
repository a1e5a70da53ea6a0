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
  /** After both: what explains single rows is kept ready where it takes no more bytes than that. 0, or why not: 1 memory, 2 depth. */
  prepare(mostBytes: number): number;
  /** Of some rows, a Float64 by node. */
  countCovers(columns: number, count: number, stride: number, into: number): number;
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

function assembly(): WebAssemblyLike {
  return (globalThis as unknown as { WebAssembly: WebAssemblyLike }).WebAssembly;
}

let compiled: object | undefined;

/** A WebAssembly.Module; another thread may be given it. */
export function compileKernel(): object {
  const vectors = bytesOf(kernelBinary);
  // the other one is for a machine without vectors
  compiled ??= new (assembly().Module)(assembly().validate(vectors) ? vectors : bytesOf(plainKernelBinary));
  return compiled;
}

/** One with memory of its own. */
export function createKernel(module: object): Kernel {
  return new (assembly().Instance)(module, {}).exports;
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
