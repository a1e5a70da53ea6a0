import { PbfWriter } from "pbf";
import type { Span } from "./model";

/** Bytes of the file as they are, or new ones. */
export type Piece = Pick<Span, "from" | "to"> | Uint8Array;

export function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + (piece instanceof Uint8Array ? piece.length : piece.to - piece.from), 0);
}

/** The tag of a field that has a length, and the length. */
export function fieldHead(field: number, length: number): Uint8Array {
  const writer = new PbfWriter();
  writer.writeVarint((field << 3) | 2);
  writer.writeVarint(length);
  return writer.finish();
}

function message(field: number, write: (writer: PbfWriter) => void): Uint8Array {
  const inner = new PbfWriter();
  write(inner);
  const body = inner.finish();
  const head = fieldHead(field, body.length);
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  return whole;
}

/** A node of a graph that hands a value on under another name. */
export function identityNode(from: string, to: string): Uint8Array {
  return message(1, (writer) => {
    writer.writeStringField(1, from);
    writer.writeStringField(2, to);
    writer.writeStringField(4, "Identity");
  });
}

/** An output of a graph; without an element type the runtime finds it out. */
export function outputValue(
  name: string,
  tensor?: { readonly element: number; readonly shape: readonly (number | string)[] },
): Uint8Array {
  return message(12, (writer) => {
    writer.writeStringField(1, name);
    if (tensor === undefined) return;
    const dim = (_: undefined, size: PbfWriter, each: number | string) =>
      typeof each === "number" ? size.writeVarintField(1, each) : size.writeStringField(2, each);
    writer.writeMessage(
      2,
      (_type: undefined, type) => {
        type.writeMessage(
          1,
          (_tensor: undefined, inner) => {
            inner.writeVarintField(1, tensor.element);
            inner.writeMessage(
              2,
              (_shape: undefined, shape) => {
                for (const each of tensor.shape)
                  shape.writeMessage(1, (nothing: undefined, size) => dim(nothing, size, each), undefined);
              },
              undefined,
            );
          },
          undefined,
        );
      },
      undefined,
    );
  });
}

/** The fields of a tensor whose values stand in a file beside the model. */
export function externalPlace(location: string, offset: number, length: number): Uint8Array {
  const writer = new PbfWriter();
  for (const [key, value] of Object.entries({ location, offset: String(offset), length: String(length) }))
    writer.writeMessage(
      13,
      (_: undefined, entry) => {
        entry.writeStringField(1, key);
        entry.writeStringField(2, value);
      },
      undefined,
    );
  writer.writeVarintField(14, 1);
  return writer.finish();
}

export function opsetImport(version: number): Uint8Array {
  return message(8, (writer) => {
    writer.writeStringField(1, "");
    writer.writeVarintField(2, version);
  });
}
