import { PbfReader } from "pbf";
import { invalid } from "../../shared/apiError";

/** A message may nest this deep, as in protobuf's own readers. */
export const deepestMessage = 100;

const utf8 = new TextDecoder();

/** Reads protobuf that strangers send: no length and no varint is believed before it is checked against what is there. */
export interface Wire {
  readonly reader: PbfReader;
  /** Where the message being read ends. */
  readonly end: number;
  readonly depth: number;
}

export function openMessage(bytes: Uint8Array): Wire {
  return { reader: new PbfReader(bytes), end: bytes.length, depth: 0 };
}

/** Visits every field; what `visit` does not read is skipped. */
export function eachField(wire: Wire, visit: (field: number, wire: Wire) => void): void {
  const { reader, end } = wire;
  while (reader.pos < end) {
    const tag = readNumber(wire);
    const field = tag >>> 3;
    reader.type = tag & 7;
    if (field === 0) malformed("field 0");
    const start = reader.pos;
    visit(field, wire);
    if (reader.pos === start) skip(wire);
    if (reader.pos > end) malformed("a field longer than its message");
  }
}

/** The message in this field. */
export function enterMessage(wire: Wire): Wire {
  const size = readLength(wire);
  if (wire.depth + 1 > deepestMessage) malformed(`messages nested deeper than ${deepestMessage}`);
  return { reader: wire.reader, end: wire.reader.pos + size, depth: wire.depth + 1 };
}

export function readText(wire: Wire): string {
  return utf8.decode(readBytes(wire));
}

export function readBytes(wire: Wire): Uint8Array {
  const size = readLength(wire);
  const { reader } = wire;
  const bytes = reader.buf.subarray(reader.pos, reader.pos + size);
  reader.pos += size;
  return bytes;
}

/** A varint of up to 32 bits: tags, enums, booleans. Higher bits fall away. */
export function readNumber(wire: Wire): number {
  const { reader } = wire;
  let value = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = nextByte(wire);
    if (shift < 32) value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value >>> 0;
  }
  return malformed(`a varint over ten bytes before byte ${reader.pos}`);
}

/** An int64 as decimal digits. */
export function readInteger(wire: Wire): string {
  let small = 0;
  for (let scale = 1; scale < 2 ** 49; scale *= 128) {
    const byte = nextByte(wire);
    small += (byte & 0x7f) * scale;
    if (byte < 0x80) return String(small);
  }
  let large = BigInt(small);
  for (let shift = 49n; shift < 70n; shift += 7n) {
    const byte = nextByte(wire);
    large |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return BigInt.asIntN(64, large).toString();
  }
  return malformed("a varint over ten bytes");
}

/** A fixed64 as decimal digits; undefined for 0, which protobuf does not tell from absent. */
export function readFixed64(wire: Wire): string | undefined {
  need(wire, 8);
  const { reader } = wire;
  const value = reader.dataView.getBigUint64(reader.pos, true);
  reader.pos += 8;
  return value === 0n ? undefined : value.toString();
}

export function readDouble(wire: Wire): number {
  need(wire, 8);
  return wire.reader.readDouble();
}

function readLength(wire: Wire): number {
  if (wire.reader.type !== 2) malformed(`wire type ${wire.reader.type} where a length was expected`);
  let size = 0; // as a double: a length that does not fit 32 bits is refused, not cut
  for (let scale = 1, byte = 0x80; byte >= 0x80; scale *= 128) {
    if (scale > 2 ** 63) malformed("a varint over ten bytes");
    byte = nextByte(wire);
    size += (byte & 0x7f) * scale;
  }
  need(wire, size);
  return size;
}

function nextByte(wire: Wire): number {
  need(wire, 1);
  return wire.reader.buf[wire.reader.pos++] as number;
}

function need({ reader, end }: Wire, bytes: number): void {
  if (reader.pos + bytes > end) malformed(`${bytes} bytes announced at byte ${reader.pos}, ${end - reader.pos} left`);
}

function skip(wire: Wire): void {
  const { reader } = wire;
  if (reader.type === 0) readNumber(wire);
  else if (reader.type === 1) readFixed64(wire);
  else if (reader.type === 2) readBytes(wire);
  else if (reader.type === 5) {
    need(wire, 4);
    reader.pos += 4;
  } else malformed(`wire type ${reader.type}`);
}

function malformed(what: string): never {
  return invalid(`body: not readable as protobuf (${what})`);
}
