import { isText, makeData } from "../tensorData";
import { type Tensor, type TensorData, tensorTypes } from "../tensors";

/** A question or its answer, between the processes of one deployment. */
export interface Frame {
  readonly id: number;
  /** Of a question: rows. Of an answer: 0, or the status of a refusal. */
  readonly code: number;
  readonly tensors: readonly Tensor[];
  /** Why it was refused. */
  readonly message: string;
}

const headSize = 16;
/** So that numbers of every width can be read where they lie. */
const step = 8;

/**
 * u32 length of the whole, u32 id, u32 code, u16 tensors, u16 length of the message; the message; for each tensor u8 type,
 * u8 dims, u32 bytes, u32 a dim, and its elements at the next multiple of 8. Texts are JSON.
 */
export function encodeFrame({ id, code, tensors, message }: Frame): Buffer {
  const said = Buffer.from(message).subarray(0, 0xffff);
  const payloads = tensors.map(({ data }) => bytesOf(data));
  let size = headSize + said.length;
  for (const [i, { dims }] of tensors.entries())
    size = align(size + 6 + 4 * dims.length) + (payloads[i] as Uint8Array).length;
  const frame = Buffer.allocUnsafe(size);
  frame.writeUInt32LE(size, 0);
  frame.writeUInt32LE(id, 4);
  frame.writeUInt32LE(code, 8);
  frame.writeUInt16LE(tensors.length, 12);
  frame.writeUInt16LE(said.length, 14);
  frame.set(said, headSize);
  let at = headSize + said.length;
  for (const [i, { type, dims }] of tensors.entries()) {
    const payload = payloads[i] as Uint8Array;
    frame.writeUInt8(tensorTypes.indexOf(type), at);
    frame.writeUInt8(dims.length, at + 1);
    frame.writeUInt32LE(payload.length, at + 2);
    at += 6;
    for (const dim of dims) at = frame.writeUInt32LE(dim, at);
    at = align(at);
    frame.set(payload, at);
    at += payload.length;
  }
  return frame;
}

/** `bytes` is the whole frame, at the start of its own memory. */
export function decodeFrame(bytes: Buffer): Frame {
  const saidLength = bytes.readUInt16LE(14);
  const tensors: Tensor[] = [];
  let at = headSize + saidLength;
  for (let i = bytes.readUInt16LE(12); i > 0; i--) {
    const type = tensorTypes[bytes.readUInt8(at)] ?? "float32";
    const [count, length] = [bytes.readUInt8(at + 1), bytes.readUInt32LE(at + 2)];
    at += 6;
    const dims: number[] = [];
    for (let k = 0; k < count; k++, at += 4) dims.push(bytes.readUInt32LE(at));
    at = align(at);
    tensors.push({ type, dims, data: dataOf(type, bytes.subarray(at, at + length)) });
    at += length;
  }
  const message = bytes.toString("utf8", headSize, headSize + saidLength);
  return { id: bytes.readUInt32LE(4), code: bytes.readUInt32LE(8), tensors, message };
}

function align(at: number): number {
  return Math.ceil(at / step) * step;
}

function bytesOf(data: TensorData): Uint8Array {
  if (isText(data)) return Buffer.from(JSON.stringify(data));
  const { buffer, byteOffset, byteLength } = data as Float32Array;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function dataOf(type: Tensor["type"], bytes: Buffer): TensorData {
  if (type === "string") return JSON.parse(bytes.toString()) as string[];
  const empty = makeData(type, 0) as Float32Array;
  const Data = empty.constructor as typeof Float32Array;
  return new Data(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length / empty.BYTES_PER_ELEMENT);
}

/** Cuts a stream of bytes into frames. */
export function createFrameReader(take: (frame: Frame) => void): (chunk: Buffer) => void {
  const head = Buffer.alloc(4);
  let headAt = 0;
  let frame: Buffer | undefined;
  let at = 0;
  return (chunk) => {
    for (let from = 0; from < chunk.length; ) {
      if (frame === undefined) {
        const taken = chunk.copy(head, headAt, from, from + 4 - headAt);
        headAt += taken;
        from += taken;
        if (headAt < 4) return;
        headAt = 0;
        frame = Buffer.allocUnsafeSlow(head.readUInt32LE(0));
        at = head.copy(frame);
      }
      const taken = chunk.copy(frame, at, from);
      at += taken;
      from += taken;
      if (at < frame.length) return;
      const whole = frame;
      frame = undefined;
      take(decodeFrame(whole));
    }
  };
}
