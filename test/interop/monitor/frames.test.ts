import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame, FrameColumn } from "../../../src/core/frame/frame";
import { noBool } from "../../../src/core/frame/frame";
import { readFrame } from "../../../src/runtime/kernel/frames/readFrame";
import { type Peer, startPeer } from "./peer";

interface Seen {
  readonly rows: number;
  readonly columns: readonly { name: string; dtype: string; missing: number; cells: unknown[] }[];
  readonly failed?: string;
}

function bits(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString("hex");
}

/** As frames.py shows a cell. */
function cells(column: FrameColumn, rows: number): unknown[] {
  return Array.from({ length: rows }, (_, row) => {
    switch (column.kind) {
      case "number": {
        const value = column.values[row] as number;
        if (Number.isNaN(value)) return null;
        if (column.longs) return String(column.longs[row]);
        return column.isInteger || column.dtype === "Int64" ? String(BigInt(value)) : bits(value);
      }
      case "bool":
        return column.values[row] === noBool ? null : column.values[row] === 1;
      case "text":
        return column.codes[row] === -1 ? null : column.words[column.codes[row] as number];
      case "time":
        return Number.isNaN(column.values[row])
          ? null
          : String(BigInt(Math.round((column.values[row] as number) * 1000)) * 1000n);
      case "other":
        return Number.isInteger(column.values[row]) ? String(column.values[row]) : other(column.values[row]);
      default:
        return column satisfies never;
    }
  });
}

function other(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(other);
  if (typeof value === "number") return bits(value);
  return value ?? null;
}

function show(frame: Frame): Seen {
  return {
    rows: frame.rows,
    columns: frame.columns.map((each) => ({
      name: each.name,
      dtype: each.dtype,
      missing: each.missing,
      cells: cells(each, frame.rows),
    })),
  };
}

/** The same numbers each time. */
function dice(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe("tables, against pandas", function () {
  this.timeout(120_000);
  let peer: Peer;
  before(async function () {
    peer = await startPeer(this);
  });
  after(() => peer?.stop());

  let next = 0;
  async function compareFiles(paths: readonly string[], shown: (i: number) => string = () => ""): Promise<void> {
    const theirs = await peer.call<Seen[]>("frames", "read", paths);
    for (const [i, path] of paths.entries()) {
      const expected = theirs[i] as Seen;
      const what = `${path}: ${shown(i)} ${expected.failed ?? ""}`;
      if (expected.failed !== undefined) await assert.rejects(readFrame(path), { name: "ApiError" }, what);
      else {
        const ours = await readFrame(path).catch((error: unknown) => assert.fail(`${what}\n${String(error)}`));
        assert.deepEqual(show(ours), expected, what);
      }
    }
  }

  async function compare(texts: readonly (string | Buffer)[], extension = "csv"): Promise<void> {
    const paths = texts.map((text) => {
      const path = join(peer.home, `${next++}.${extension}`);
      writeFileSync(path, text);
      return path;
    });
    await compareFiles(paths, (i) => JSON.stringify(texts[i]?.toString().slice(0, 600)));
  }

  const cases: Readonly<Record<string, readonly string[]>> = {
    "whole numbers": ["a,b\n1,2\n3,-4\n", "a\n007\n-0\n+5\n", "a\n 5\n6 \n", "a\n1\n\n2\n"],
    "numbers with a point": [
      "a\n1.\n.5\n+3\n-.5e1\n",
      "a\n1.5 \n 2\n",
      "a\n1e5\n1E5\n1.5e+3\n1e-400\n",
      "a\n-0.0\n1.0\n",
    ],
    "numbers that are endless": ["a\ninf\n-inf\n+Inf\n", "a\ninfinity\nnan\n-Infinity\n", "a\n INF\n", "a\n-inf \n"],
    "large whole numbers": [
      "a\n9007199254740993\n1\n",
      "a\n9223372036854775807\n-9223372036854775808\n",
      "a\n99999999999999999999\n1\n",
      "a\n-9223372036854775809\n",
      "a\n9223372036854775808\n1.5\n",
      "a\n99999999999999999999\n1.5\n",
      "a\n1.5\n99999999999999999999\n",
      "a,b\n9007199254740993,1\n,2\n",
      "a\n1234567890123456\n",
      "a\n000000000000000000000000012\n",
    ],
    "what looks like a number": [
      "a\n1e\n",
      "a\n1e+\n",
      "a\n1e400\n1\n",
      "a\n0x10\n",
      "a\n1_000\n",
      "a\n.\n",
      "a\n-\n",
      "a\n+-1\n",
      "a\n1 2\n",
      "a\n1.2.3\n",
      "a\ne5\n",
    ],
    truths: ["a\nTrue\nFalse\n", "a\ntrue\nFALSE\n", "a,b\nTrue,1\n,2\n", "a\nTrue\n1\n", "a\n True\n", "a\ntrue\nx\n"],
    "words for nothing": [
      "a,b\n,x\n#N/A,x\n#N/A N/A,x\n#NA,x\n-1.#IND,x\n-1.#QNAN,x\n-NaN,x\n-nan,x\n1.#IND,x\n1.#QNAN,x\n<NA>,x\nN/A,x\nNA,x\nNULL,x\nNaN,x\nNone,x\nn/a,x\nnan,x\nnull,x\n1,x\n",
      "a,b\nNA,1\nx,2\nnone,3\nNone,4\n",
      "a,b\n,\n,\n",
      'a\n"NA"\n1\n',
      'a\n""\nx\n',
      "a\nNA \n1\n",
    ],
    quotes: [
      'a,b\n"1","2"\n',
      'a,b\n"x ""y""",2\n',
      'a,b\nx"y,2\n',
      'a,b\n"x"y,2\n',
      'a,b\n"x\ny",2\n"p,q",3\n',
      'a,b\n1,"2"3\n',
      'a,b\n"a""b"c"d",1\r\n',
      'a,b\n "x",2\n',
      'a,b\n"1",2\n"x"\n',
      '"a,b","c\nd"\n1,2\n',
      'a\n"1\n2"\n',
      'a\n"x""y"\n"x""y"\nx"y\n',
    ],
    "line ends": [
      "a,b\r\n1,2\r\n3,4",
      "a,b\r1,2\r3,4",
      "a,b\r\n1,2\r\r\n3,4\n",
      "\n\na,b\n1,2\n",
      "a,b\n1,2\n  \n3,4\n\n",
    ],
    heads: [
      "a,a,a.1,a\n1,2,3,4\n",
      "a,,\n1,2,3\n",
      "\ufeffa,b\n1,2\n",
      '\ufeff"a",b\n1,2\n',
      " a, b\nx, y\n",
      "a,b\n",
      "a,b",
    ],
    "rows of another length": [
      "a,b\n1\n1,2\n",
      "a,b,c,c\n1,2\n",
      "a,b\n1,2,3\n4,5,6\n",
      "a,b\n1,2,\n1,2,\n",
      "a,b\nx,1,2,3\ny,1,2,3\n",
      "a,b\n1,2\n1,2,3\n",
      "a\n1\n2,3\n",
    ],
    "what is refused": ["", "\n\n", 'a,b\n"x,2\n3,4\n', 'a,b\n1,2\n3,"4'],
  };
  for (const [name, texts] of Object.entries(cases)) it(`reads ${name}`, () => compare(texts));

  it("reads tabs", () =>
    compare(["a\tb\n\t1\n2\t\n", "a\tb\n \t1\n\t\n\t \n", 'a\tb\n"x\ty"\t1.5\n', "a,b\tc\n1,2\t3\n"], "tsv"));

  it("reads parquet files, however they are written", async () => {
    await compareFiles(await peer.call<string[]>("frames", "make_parquet", peer.home));
  });

  it("reads JSON lines", () =>
    compare(
      [
        '{"a":1,"b":"x"}\n{"a":2,"b":null}\n',
        '{"a":1.5,"c":true}\n{"a":2,"c":false}\n\n',
        '{"a":1}\n{"b":2}\n{"a":3,"b":4}\n',
        '{"a":true}\n{"a":null}\n',
        '{"a":"1"}\n{"a":"2"}\n',
        '{"a":[1.5,2.5]}\n{"a":null}\n',
        '{"a":1}\n{"a":"x"}\n',
        '{"a":null}\n{"a":null}\n',
        '{"a":1}\n{"a":2.0}\n',
        '{"a":1}\n{"a"\n',
      ],
      "jsonl",
    ));

  it("reads numbers to the last bit", async () => {
    const roll = dice(7);
    const digits = (count: number) => Array.from({ length: count }, () => roll(10)).join("");
    const numbers = Array.from({ length: 20_000 }, () => {
      const sign = ["", "-", "", "+"][roll(4)];
      const point = roll(8) === 0 ? "" : `.${digits(roll(20))}`;
      const power = roll(5) === 0 ? `${"eE"[roll(2)]}${["", "-", "+"][roll(3)]}${roll(30)}` : "";
      return `${sign}${digits(1 + roll(roll(4) === 0 ? 20 : 4))}${point}${power}`;
    });
    await compare([
      `a\n0.5\n${numbers.join("\n")}\n`,
      `a,b\n0.5,x\n${numbers.map((each, i) => `${each},${i}`).join("\n")}\n`,
    ]);
  });

  it("reads tables of anything", async () => {
    const roll = dice(11);
    const pools = [
      ["1", "2", "-3", "", "40"],
      ["1.5", "-2", "NaN", "1e3", "inf"],
      ["True", "False", "true"],
      ["True", "False", ""],
      ["x", "y", "", "NA", '"a,b"', '"q""q"', "wört", '"two\nlines"', "1"],
      ["2020-01-01", "2020-01-02"],
      ["", "NA"],
      ["9007199254740993", "5", "-7"],
      ["1", "2", "3", "4", "5", "6", "7", "8", "9", "x"],
    ];
    const texts = Array.from({ length: 300 }, () => {
      const columns = Array.from({ length: 2 + roll(5) }, () => pools[roll(pools.length)] as string[]);
      const end = ["\n", "\r\n"][roll(2)] as string;
      const row = () => columns.map((pool) => pool[roll(pool.length)]).join(",");
      const rows = Array.from({ length: 1 + roll(30) }, row);
      return `${columns.map((_, i) => `c${i}`).join(",")}${end}${rows.join(end)}${roll(2) ? end : ""}`;
    });
    await compare(texts);
  });
});
