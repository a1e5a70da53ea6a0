import assert from "node:assert/strict";
import { readOtlp } from "../../../src/core/protobuf/otlp";
import { readOtlpJson } from "../../../src/core/protobuf/otlpJson";
import { ApiError } from "../../../src/shared/apiError";

/** Written by OpenTelemetry's own protobuf classes for Python: every kind of value, an event, a link, a child. */
const written = Buffer.from(
  "CqwDChcKFQoMc2VydmljZS5uYW1lEgUKA3N2YxKQAwoHCgVzY29wZRLIAgoQCvdlGRbNQ92ESOshHIAxnBIIt61rcWkgMzEaA3g9eSoHY2hhdCDDvDADORXNhT3+nJcXQRWXIHn+nJcXShAKAXMSCwoJc2F5ICJoaSIKSgcKAWISAhABShAKAWkSCxj/////////7/8BSg4KAWQSCSEAAAAAAADwP0oQCgNuYW4SCSEAAAAAAAD4f0oSCgFsEg0qCwoCGAEKBQoDdHdvSggKAmVsEgIqAEopCgFtEiQyIgoWCglfX3Byb3RvX18SCSEAAAAAAADgPwoICgJpbhICMgBKDAoCYnkSBjoEAGEn/0oICgRub25lEgBQAVoWCQBl91P+nJcXEgJldhoHCgFrEgIYB2ouChABAQEBAQEBAQEBAQEBAQEBEggCAgICAgICAiIQCgN3aHkSCQoHYmVjYXVzZXoIEgRib29tGAKFAQEBAAASOgoQCvdlGRbNQ92ESOshHIAxnBIIAPBnqgupArciCLeta3FpIDMxKgVjaGlsZDkBAAAAAAAAAHoCGAE=",
  "base64",
);

describe("OTLP", () => {
  it("reads what OpenTelemetry writes", () => {
    const [span, child] = all(written);
    assert.ok(span && child);
    assert.equal(span.traceId, "0af7651916cd43dd8448eb211c80319c");
    assert.equal(span.spanId, "b7ad6b7169203331");
    assert.equal(span.parentId, undefined);
    assert.equal(child.parentId, span.spanId);
    assert.deepEqual(
      [span.name, span.start, span.end, span.code, span.message],
      ["chat ü", "1700000000123456789", "1700000001123456789", 2, "boom"],
    );
    assert.deepEqual([child.start, child.end, child.code], ["1", undefined, 1]);
    assert.deepEqual(
      [...span.attributes],
      [
        ["s", '"say \\"hi\\"\\n"'],
        ["b", "true"],
        ["i", "-9007199254740993"],
        ["d", "1.0"],
        ["nan", "NaN"],
        ["l", '[1, "two"]'],
        ["el", "[]"],
        ["m", '{"__proto__": 0.5, "in": {}}'],
        ["by", `"b\\"\\\\x00a'\\\\xff\\""`],
        ["none", "null"],
      ],
    );
    assert.deepEqual(
      span.events.map((event) => [event.name, event.time, [...event.attributes]]),
      [["ev", "1700000000500000000", [["k", "7"]]]],
    );
    assert.deepEqual(
      span.links.map((link) => [link.traceId, link.spanId, [...link.attributes]]),
      [["01".repeat(16), "02".repeat(8), [["why", '"because"']]]],
    );
    assert.deepEqual([...span.resource], [["service.name", '"svc"']]);
  });

  it("reads the same from JSON", () => {
    const span = {
      traceId: "0AF7651916CD43DD8448EB211C80319C",
      spanId: "b7ad6b7169203331",
      name: "n",
      startTimeUnixNano: "1700000000123456789",
      endTimeUnixNano: 0,
      status: { code: "STATUS_CODE_ERROR", message: "m" },
      attributes: [
        { key: "i", value: { intValue: "12345678901234567" } },
        { key: "d", value: { doubleValue: 2 } },
        {
          key: "m",
          value: {
            kvlistValue: { values: [{ key: "a", value: { arrayValue: { values: [{ boolValue: false }, {}] } } }] },
          },
        },
      ],
    };
    const [read] = readOtlpJson(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
    assert.ok(read);
    assert.equal(read.traceId, "0af7651916cd43dd8448eb211c80319c");
    assert.deepEqual([read.start, read.end, read.code, read.message], ["1700000000123456789", undefined, 2, "m"]);
    assert.deepEqual(
      [...read.attributes],
      [
        ["i", "12345678901234567"],
        ["d", "2.0"],
        ["m", '{"a": [false, null]}'],
      ],
    );
  });

  it("refuses a message cut short anywhere, and never crashes on one garbled", function () {
    this.timeout(20_000);
    for (let size = 1; size < written.length; size++) refusedOrRead(written.subarray(0, size));
    let seed = 7;
    const next = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    for (let round = 0; round < 2000; round++) {
      const garbled = Buffer.from(written);
      for (let i = 0; i <= next(4); i++) garbled[next(garbled.length)] = next(256);
      refusedOrRead(garbled);
    }
  });

  it("refuses values nested ten thousand deep", () => {
    const heads: Buffer[] = [];
    let size = 0;
    const wrap = (tag: number) => {
      const head = Buffer.concat([Buffer.from([tag]), varint(size)]);
      heads.push(head);
      size += head.length;
    };
    for (let i = 0; i < 10_000; i++) for (const tag of [0x0a, 0x2a]) wrap(tag); // a value in a list in a value
    for (const tag of [0x12, 0x4a, 0x12, 0x12, 0x0a]) wrap(tag);
    assert.throws(() => all(Buffer.concat(heads.reverse())), /nested deeper/);
  });

  it("refuses lengths that are not there, endless varints and unknown wire types", () => {
    for (const hex of ["0affffffff0f", "0a80808080808080808001", "ffffffffffffffffffffff", "0b", "0f00", "00", "0d01"])
      assert.throws(() => all(Buffer.from(hex, "hex")), ApiError, hex);
  });

  it("refuses ids that are missing or too long", () => {
    const span = (...fields: Buffer[]) => message(0x0a, message(0x12, message(0x12, Buffer.concat(fields))));
    const id = (tag: number, size: number) => message(tag, Buffer.alloc(size, 7));
    assert.throws(() => all(span(id(0x0a, 16))), /span_id: missing/);
    assert.throws(() => all(span(id(0x12, 8))), /trace_id: missing/);
    assert.throws(() => all(span(id(0x0a, 17), id(0x12, 8))), /longer than 16 bytes/);
    assert.equal(all(span(id(0x0a, 8), id(0x12, 4)))[0]?.traceId, `${"00".repeat(8)}${"07".repeat(8)}`);
  });
});

const all = (bytes: Uint8Array) => [...readOtlp(bytes)];

function refusedOrRead(bytes: Uint8Array): void {
  try {
    all(bytes);
  } catch (error) {
    assert.ok(error instanceof ApiError, `${String(error)} for ${Buffer.from(bytes).toString("hex")}`);
    assert.equal(error.status, 400);
  }
}

function message(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 0x80);
  }
}
