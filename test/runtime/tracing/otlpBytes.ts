/** A writer of OTLP for tests, small enough to be seen right; it shares nothing with the reader. */
export type Value = null | boolean | string | number | bigint | readonly Value[] | { readonly [key: string]: Value };

export interface TestSpan {
  /** 32 and 16 hex digits. */
  readonly trace: string;
  readonly id: string;
  readonly parent?: string;
  readonly name?: string;
  readonly start?: bigint;
  readonly end?: bigint;
  readonly code?: number;
  readonly message?: string;
  readonly attributes?: { readonly [key: string]: Value };
}

export function otlp(spans: readonly TestSpan[], resource: { readonly [key: string]: Value } = {}): Buffer {
  const scope = Buffer.concat(spans.map((span) => field(2, spanBytes(span))));
  return field(1, Buffer.concat([field(1, pairs(1, resource)), field(2, scope)]));
}

function spanBytes(span: TestSpan): Buffer {
  const status = Buffer.concat([
    span.message ? field(2, Buffer.from(span.message)) : empty,
    span.code ? number(3, BigInt(span.code)) : empty,
  ]);
  return Buffer.concat([
    field(1, Buffer.from(span.trace, "hex")),
    field(2, Buffer.from(span.id, "hex")),
    span.parent === undefined ? empty : field(4, Buffer.from(span.parent, "hex")),
    field(5, Buffer.from(span.name ?? "span")),
    fixed(7, span.start ?? 1_700_000_000_000_000_000n),
    span.end === undefined ? empty : fixed(8, span.end),
    pairs(9, span.attributes ?? {}),
    field(15, status),
  ]);
}

const empty = Buffer.alloc(0);

function pairs(tag: number, values: { readonly [key: string]: Value }): Buffer {
  return Buffer.concat(
    Object.entries(values).map(([key, value]) =>
      field(tag, Buffer.concat([field(1, Buffer.from(key)), field(2, anyValue(value))])),
    ),
  );
}

/** A number is a double, a bigint an int64. */
function anyValue(value: Value): Buffer {
  if (value === null) return empty;
  if (typeof value === "string") return field(1, Buffer.from(value));
  if (typeof value === "boolean") return number(2, value ? 1n : 0n);
  if (typeof value === "bigint") return number(3, value);
  if (typeof value === "number") {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return Buffer.concat([Buffer.from([(4 << 3) | 1]), bytes]);
  }
  if (Array.isArray(value)) return field(5, Buffer.concat(value.map((each: Value) => field(1, anyValue(each)))));
  return field(6, pairs(1, value as { readonly [key: string]: Value }));
}

function field(tag: number, content: Buffer): Buffer {
  return Buffer.concat([varint(BigInt((tag << 3) | 2)), varint(BigInt(content.length)), content]);
}

function number(tag: number, value: bigint): Buffer {
  return Buffer.concat([varint(BigInt(tag << 3)), varint(BigInt.asUintN(64, value))]);
}

function fixed(tag: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([Buffer.from([(tag << 3) | 1]), bytes]);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 128n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}
