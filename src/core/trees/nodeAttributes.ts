/** The attributes of one ONNX node whose lists are long: read from its bytes in one pass. */
export interface NodeAttributes {
  ints(name: string): readonly number[];
  floats(name: string): Float32Array;
  strings(name: string): readonly string[];
  /** How many there are, of any type. */
  count(name: string): number;
  readonly names: readonly string[];
}

interface Found {
  readonly ints: number[];
  readonly floats: number[];
  readonly strings: string[];
}

const decoder = new TextDecoder();

/** How one more of a list begins, where there may be millions: an integer, a float, a string. */
const [oneInt, oneFloat, oneString] = [0x40, 0x3d, 0x4a];

/** `bytes`: the whole of a NodeProto, without its tag. What is cut off is not there. */
export function readNodeAttributes(bytes: Uint8Array): NodeAttributes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Map<string, Found>();
  let at = 0;

  /** What is above 2^53 is no place, number or size of anything here; signs are kept. */
  const varint = (): number => {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10 && at < bytes.length; i++) {
      const byte = bytes[at++] as number;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return i === 9 ? value - 2 ** 64 : value;
      scale *= 128;
    }
    return value;
  };
  const message = (field: (number: number, kind: number, to: number) => void) => {
    const tag = varint();
    const kind = tag & 7;
    const length = kind === 2 ? varint() : kind === 1 ? 8 : kind === 5 ? 4 : -1;
    const to = length < 0 ? -1 : at + length;
    field(Math.floor(tag / 8), kind, to);
    if (to >= 0) at = to;
  };
  const text = textReader(bytes);
  /** What stands one after the other as `message` would read it: a place of its own makes it many times as fast. */
  const runs = ({ ints, floats, strings }: Found, end: number) => {
    let here = at;
    while (here + 1 < end && bytes[here] === oneInt) {
      const byte = bytes[here + 1] as number;
      const next = bytes[here + 2] as number;
      if (byte < 0x80) {
        ints.push(byte);
        here += 2;
      } else if (here + 2 < end && next < 0x80) {
        ints.push((byte & 0x7f) + next * 128);
        here += 3;
      } else {
        at = here + 1;
        ints.push(varint());
        here = at;
      }
    }
    for (; here + 5 <= end && bytes[here] === oneFloat; here += 5) floats.push(view.getFloat32(here + 1, true));
    for (
      let size = bytes[here + 1] as number;
      bytes[here] === oneString && size < 0x80;
      size = bytes[here + 1] as number
    ) {
      if (here + 2 + size > end) break;
      strings.push(text(here + 2, size));
      here += 2 + size;
    }
    at = here;
  };
  const attribute = (end: number) => {
    const each: Found = { ints: [], floats: [], strings: [] };
    let name = "";
    const field = (number: number, kind: number, to: number) => {
      if (kind === 0) {
        const value = varint();
        if (number === 8 || number === 3) each.ints.push(value);
      } else if (number === 1) name = decoder.decode(bytes.subarray(at, to));
      else if (number === 9 || number === 4) each.strings.push(decoder.decode(bytes.subarray(at, to)));
      else if (number === 8) while (at < to) each.ints.push(varint());
      else if (number === 7 || number === 2) for (; at + 4 <= to; at += 4) each.floats.push(view.getFloat32(at, true));
      else if (number === 5) each.strings.push("a tensor");
    };
    while (at < end) {
      runs(each, end);
      if (at < end) message(field);
    }
    found.set(name, each);
  };
  while (at < bytes.length)
    message((number, kind, to) => {
      if (number === 5 && kind === 2) attribute(Math.min(to, bytes.length));
      else if (kind === 0) varint();
    });

  return {
    ints: (name) => found.get(name)?.ints ?? [],
    floats: (name) => new Float32Array(found.get(name)?.floats ?? []),
    strings: (name) => found.get(name)?.strings ?? [],
    count(name) {
      const each = found.get(name);
      return each === undefined ? 0 : each.ints.length + each.floats.length + each.strings.length;
    },
    names: [...found.keys()],
  };
}

/** Lists of strings have few different ones, mostly: what was read before is known by its bytes. */
function textReader(bytes: Uint8Array): (from: number, size: number) => string {
  const places: number[] = [];
  const texts: string[] = [];
  return (from, size) => {
    for (let i = 0; i < texts.length; i++) {
      if ((texts[i] as string).length !== size) continue;
      const known = places[i] as number;
      let same = 0;
      while (same < size && bytes[from + same] === bytes[known + same]) same++;
      if (same === size) return texts[i] as string;
    }
    const text = decoder.decode(bytes.subarray(from, from + size));
    // of others than plain letters the length is not that of the bytes
    if (texts.length < 8 && text.length === size) {
      places.push(from);
      texts.push(text);
    }
    return text;
  };
}
