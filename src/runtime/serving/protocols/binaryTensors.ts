import { makeData } from "../tensorData";
import type { Tensor, TensorData, TensorType } from "../tensors";
import { unfit } from "./fillTensor";

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Raw little-endian elements of an Open Inference request, as a tensor: copied once at most. */
export function readBinary(bytes: Uint8Array, type: TensorType, dims: readonly number[], place: string): Tensor {
  const count = dims.reduce((product, size) => product * size, 1);
  if (type === "string") return { type, dims, data: readTexts(bytes, count, place) };
  const data = makeData(type, 0) as Float32Array;
  const size = data.BYTES_PER_ELEMENT;
  if (bytes.length !== count * size)
    throw unfit(place, `shape [${dims.join(", ")}] takes ${count * size} bytes, got ${bytes.length}`);
  const Data = data.constructor as new (buffer: ArrayBufferLike, offset?: number, length?: number) => Float32Array;
  // a view where the bytes lie as the elements have to
  if (isLittleEndian && bytes.byteOffset % size === 0)
    return { type, dims, data: checked(new Data(bytes.buffer, bytes.byteOffset, count), type) };
  const copy = Uint8Array.prototype.slice.call(bytes);
  return { type, dims, data: checked(new Data(swapped(copy, size).buffer), type) };
}

/** A byte of a truth that is neither 0 nor 1 would be one of its own kind to the model. */
function checked(data: TensorData, type: TensorType): TensorData {
  if (type !== "bool") return data;
  return (data as Uint8Array).every((each) => each < 2) ? data : (data as Uint8Array).map((each) => (each ? 1 : 0));
}

/** Each text has its length before it. */
function readTexts(bytes: Uint8Array, count: number, place: string): string[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const texts: string[] = [];
  let at = 0;
  while (at < all.length) {
    const from = at + 4;
    const to = from <= all.length ? from + all.readUInt32LE(at) : Number.POSITIVE_INFINITY;
    if (to > all.length) throw unfit(place, `text ${texts.length} ends after the ${all.length} bytes that were sent`);
    if (texts.length === count) throw unfit(place, `expected ${count} texts, got more`);
    texts.push(all.toString("utf8", from, to));
    at = to;
  }
  if (texts.length !== count) throw unfit(place, `expected ${count} texts, got ${texts.length}`);
  return texts;
}

/** The elements of an answer as the client reads them. */
export function writeBinary(type: TensorType, data: TensorData): Uint8Array {
  if (type === "string") return writeTexts(data as readonly string[]);
  const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT: size } = data as Float32Array;
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  return isLittleEndian ? bytes : swapped(bytes.slice(), size);
}

function writeTexts(texts: readonly string[]): Uint8Array {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const all = Buffer.alloc(lengths.reduce((sum, length) => sum + 4 + length, 0));
  let at = 0;
  for (const [i, text] of texts.entries()) {
    at = all.writeUInt32LE(lengths[i] as number, at);
    at += all.write(text, at);
  }
  return all;
}

function swapped(bytes: Uint8Array, size: number): Uint8Array {
  if (isLittleEndian || size === 1) return bytes;
  for (let i = 0; i < bytes.length; i += size) bytes.subarray(i, i + size).reverse();
  return bytes;
}
