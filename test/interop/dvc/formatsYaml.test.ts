import assert from "node:assert/strict";
import { keyIdentity, mapOf } from "../../../src/core/dvc/mapKeys";
import { type Value, WholeFloat } from "../../../src/core/dvc/values";
import { type PlacedValue, plainValue } from "../../../src/core/yaml/placedValues";
import { quickYaml } from "../../../src/core/yaml/quickYaml";
import { wholeYaml } from "../../../src/core/yaml/wholeYaml";
import { writeYaml } from "../../../src/core/yaml/writeYaml";
import { type Dvc, startDvc } from "./dvc";
import { shuffler } from "./shuffler";
import { tagged } from "./tagged";

const words = [
  ..."yes|no|on|null|~|true|False|NULL|0o17|017|0x1F|0b101|1_000|-12|+3|0|-0|00|1e3|1.0|1e-3|.5|-.5|1.|1.5e10|1e400|.inf|-.inf".split(
    "|",
  ),
  ...".nan|+.nan|12345678901234567890|9007199254740993|-9007199254740993|1.5|1:30|0o8|08|0xg|1__0|_1|1_|1e5_0|2e+10|- |-a|--x".split(
    "|",
  ),
  ..."a b|a  b|it's|'it''s'|\"x\\ty\"|\"\\u00e9\\x41\"|''|\"\"|'a: b'|a:b|a#b|é ü|😀|[]|{}|:x|?x|==|<|@x|%x|n|N|t|f|nan|inf|Infinity".split(
    "|",
  ),
];

/** Texts as people and dvc write them, with faults among them. */
function textOf({ pick, number }: ReturnType<typeof shuffler>): string {
  const lines: string[] = [];
  const ends = ["", "", "", "", "", " ", "  # note", " #"];
  const fill = (indent: number, depth: number) => {
    const pad = " ".repeat(indent);
    const isList = number(3) === 0;
    const used = new Set<string>();
    for (let count = 1 + number(3); count > 0; count--) {
      if (number(12) === 0) lines.push(pick(["", "  ", "# comment", `${pad}# deep`, `${pad}    # deeper`]));
      const name = pick(["a", "b", "c", "lr", "1", "2", "null", "'q'", '"d"', "x y", "é", "n", "__proto__"]);
      if (!isList && used.has(name) && number(10) > 0) continue;
      used.add(name);
      const head = isList ? `${pad}-` : `${pad}${name}:`;
      const kind = number(10);
      if (kind < 5 || depth > 3) lines.push(`${head} ${pick(words)}${pick(ends)}`);
      else if (kind === 5) lines.push(head);
      else if (kind === 6) lines.push(`${head} ${pick(words)} ${pick(words)}`, `${pad}   ${pick(words)}${pick(ends)}`);
      else if (kind === 7)
        lines.push(`${head} "${pick(["a", "b c", "a\\"])}`, `${pad}  ${pick(["d", "\\  e", "f  g"])}"`);
      else if (isList && number(2)) {
        const at = lines.length;
        fill(indent + 2, depth + 1);
        lines[at] = `${pad}- ${(lines[at] ?? "").trimStart()}`;
      } else {
        lines.push(`${head}${pick(ends)}`);
        fill(indent + (!isList && number(3) === 0 ? 0 : pick([1, 2, 2, 2, 4])), depth + 1);
      }
    }
  };
  fill(0, 0);
  return `${lines.join("\n")}${pick(["", "\n", "\n", "\n\n"])}`;
}

describe("YAML against ruamel", () => {
  let dvc: Dvc;
  before(async function () {
    dvc = await startDvc(this);
  });
  after(() => dvc?.stop());

  it("reads what dvc reads, and both readers agree", async () => {
    const random = shuffler(11);
    const texts = [...words.map((word) => `a: ${word}\n`), ...Array.from({ length: 1500 }, () => textOf(random))];
    const theirs = (await dvc.ask("formats", { ask: "load", all: texts })) as { value?: unknown; fault?: string }[];
    const wrong: unknown[] = [];
    let plain = 0;
    for (const [index, text] of texts.entries()) {
      const expected = theirs[index] as { value?: unknown; fault?: string };
      const quick = quickYaml(text);
      const whole = read(text);
      if (quick !== undefined) plain++;
      if (quick !== undefined && shown(quick) !== shown(whole))
        wrong.push({ text, quick: shown(quick), whole: shown(whole) });
      const both = expected.fault === undefined ? whole instanceof Error === false : whole instanceof Error;
      const equal = both && (whole instanceof Error || shown(whole) === JSON.stringify(expected.value));
      if (!equal) wrong.push({ text, whole: shown(whole), expected });
    }
    assert.deepEqual(wrong.slice(0, 6), [], `${wrong.length} of ${texts.length} differ, ${plain} are plain`);
    assert.ok(plain > texts.length / 4, `${plain} of ${texts.length} are plain`);
  });

  it("writes what dvc writes, byte for byte", async () => {
    const random = shuffler(23);
    const values = Array.from({ length: 2000 }, () => mapOf([["root", anyValue(random, 0)]]));
    const theirs = (await dvc.ask("formats", { ask: "dump", all: values.map(tagged) })) as {
      text: string;
      lost: boolean;
    }[];
    const wrong = values.flatMap((value, index) => {
      const ours = writeYaml(value);
      const { text = "", lost = true } = theirs[index] ?? {};
      // dvc breaks lines at several spaces, and reads them back as one
      return ours === text || lost ? [] : [{ value: JSON.stringify(tagged(value)), ours, text }];
    });
    assert.deepEqual(wrong.slice(0, 3), [], `${wrong.length} of ${values.length} differ`);
    assert.ok(theirs.filter(({ lost }) => lost).length < 100);
    // these are line breaks to Python's YAML and characters to YAML 1.2
    const common = values.filter((value, at) => !theirs[at]?.lost && !/[\u0085\u2028\u2029]/.test(writeYaml(value)));
    const unread = common.filter((value) => shown(read(writeYaml(value))) !== JSON.stringify(tagged(value)));
    assert.deepEqual(unread.map(tagged), [], "what is written reads back");
  });
});

const pieces = [
  ...'a|b|python train.py|--lr|0.1|data/raw.csv|it\'s|"q"|: |:| #|#|,|[|{|- |?|!|&x|*|%|@|`|\\|\t|\n|\n\n|  |   | |é|😀|\u0085|\u2028|\u00a0'.split(
    "|",
  ),
  ..."\ufeff|\u0007|\u007f|yes|null|~|1|1.5|2024-01-01|true|=|<<|---|...|$HOME|&& echo|x=1|||".split("|"),
  "averyveryverylongwordwithoutanyspacesinitthatgoesonandonandonforeverandeverandonestillmore",
  "the quick brown fox jumps over the lazy dog",
];

function wordsOf({ pick, number }: ReturnType<typeof shuffler>): string {
  const isLong = number(4) === 0;
  const count = isLong ? 10 + number(30) : number(4);
  const gap = pick([" ", " ", " ", "", "  "]);
  return Array.from({ length: count }, () =>
    isLong && number(3) > 0 ? pick(["--flag", "value", "a", "path/to"]) : pick(pieces),
  ).join(gap);
}

function anyValue(random: ReturnType<typeof shuffler>, depth: number): Value {
  const { pick, number } = random;
  const kind = number(depth > 3 ? 7 : 10);
  if (kind < 4) return wordsOf(random);
  if (kind === 4)
    return pick([null, true, false, 0, -7, 12345678901234567890n, 1.5, new WholeFloat(1), new WholeFloat(1e16), 1e-7]);
  if (kind === 5)
    return pick([
      Infinity,
      -Infinity,
      new WholeFloat(1e300),
      new WholeFloat(-0),
      0.1,
      123456789.125,
      new WholeFloat(123456789012345680),
    ]);
  if (kind === 6) return pick<Value>([[], {}, "", "x"]);
  if (kind === 7) return Array.from({ length: 1 + number(3) }, () => anyValue(random, depth + 1));
  const keys = Array.from(
    { length: 1 + number(3) },
    (): Value =>
      number(5) === 0
        ? pick<Value>([1, 10, true, 1.5, "1"])
        : number(6) === 0
          ? wordsOf(random)
          : pick(["a", "lr", "train.epochs", "x y"]),
  );
  const unique = new Map(keys.map((key) => [keyIdentity(key), key]));
  return mapOf([...unique.values()].map((key) => [key, anyValue(random, depth + 1)] as const));
}

function read(text: string): PlacedValue | Error {
  const whole = wholeYaml(text);
  return "fault" in whole ? new Error(whole.fault.message) : whole.root;
}

function shown(result: PlacedValue | Error): string {
  return result instanceof Error ? String(result) : JSON.stringify(tagged(plainValue(result)));
}
