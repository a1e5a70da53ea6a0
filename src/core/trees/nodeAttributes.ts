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
  const messages = (end: number, field: (number: number, kind: number, to: number) => void) => {
    while (at < end) {
      const tag = varint();
      const kind = tag & 7;
      const length = kind === 2 ? varint() : kind === 1 ? 8 : kind === 5 ? 4 : -1;
      const to = length < 0 ? -1 : at + length;
      field(Math.floor(tag / 8), kind, to);
      if (to >= 0) at = to;
    }
  };
  const attribute = (end: number) => {
    const each: Found = { ints: [], floats: [], strings: [] };
    let name = "";
    messages(end, (number, kind, to) => {
      if (kind === 0) {
        const value = varint();
        if (number === 8 || number === 3) each.ints.push(value);
      } else if (number === 1) name = decoder.decode(bytes.subarray(at, to));
      else if (number === 9 || number === 4) each.strings.push(decoder.decode(bytes.subarray(at, to)));
      else if (number === 8) while (at < to) each.ints.push(varint());
      else if (number === 7 || number === 2) for (; at + 4 <= to; at += 4) each.floats.push(view.getFloat32(at, true));
      else if (number === 5) each.strings.push("a tensor");
    });
    found.set(name, each);
  };
  messages(bytes.length, (number, kind, to) => {
    if (number === 5 && kind === 2) attribute(Math.min(to, bytes.length));
    else if (kind === 0) varint();
  });

  return {
    ints: (name) => found.get(name)?.ints ?? [],
    floats: (name) => Float32Array.from(found.get(name)?.floats ?? []),
    strings: (name) => found.get(name)?.strings ?? [],
    count(name) {
      const each = found.get(name);
      return each === undefined ? 0 : each.ints.length + each.floats.length + each.strings.length;
    },
    names: [...found.keys()],
  };
}
