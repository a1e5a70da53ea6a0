import assert from "node:assert/strict";
import { applyOverrides } from "../../../src/core/dvc/overrides/applyOverrides";
import { expandSweeps } from "../../../src/core/dvc/overrides/expandSweeps";
import { OverrideFault } from "../../../src/core/dvc/overrides/override";
import { parseOverride } from "../../../src/core/dvc/overrides/parseOverride";
import { rewriteYaml } from "../../../src/core/dvc/overrides/rewriteYaml";
import { type Value, type ValueMap, WholeFloat } from "../../../src/core/dvc/values";
import { placedValues, plainValue } from "../../../src/core/yaml/placedValues";
import { type Dvc, startDvc } from "./dvc";

const params = `# of the model
lr: 0.1  # keep me
epochs: 3
name: 'cnn'
flag: false
nothing: null
empty:
model:
  # how deep
  depth: 2
  layers: [1, 2]   # two of them
  opt: {kind: sgd, momentum: 0.9}
list:
- a
- b: 1
text: |
  two
  lines
last: 1e-5
`;

const cases: readonly (readonly string[])[] = [
  ["lr=0.5"],
  ["lr=1"],
  ["lr=1.0"],
  ["lr=1e-5"],
  ["lr=1e22", "epochs=1_000"],
  ["lr=-.5", "epochs=+7"],
  ["lr=inf", "last=-inf"],
  ["lr=nan"],
  ["epochs=12345678901234567890123"],
  ["epochs=007"],
  ["name=resnet-50"],
  ["name='a b'"],
  ['name="say \\"hi\\""'],
  ["name='it\\'s'"],
  ["name='back\\\\'"],
  ["name='a\\\\\\'b'"],
  ["name=hello world"],
  ["name= padded "],
  ["name=a\\,b"],
  ["name=\\(x\\)"],
  ["name=10abc"],
  ["name=a/b.c:d"],
  ["name=s3://bucket/key"],
  ["name=yes"],
  ["name='yes'"],
  ["name='123'"],
  ["name='true'", "text='null'"],
  ["name='2024-01-02'"],
  ["name='# no comment'"],
  ["name="],
  ["name=''"],
  ["name=null"],
  ["flag=TRUE"],
  ["flag=trueish"],
  ["nothing=5"],
  ["empty=[1,2]"],
  ["empty=word"],
  ["model.depth=5"],
  ["model.opt.momentum=0.5", "model.opt.kind=adam"],
  ["model.layers=[3,4,5]"],
  ["model.layers=[]"],
  ["model.layers.1=9"],
  ["model.layers.7=9"],
  ["list.1.b=2"],
  ["list.0=z"],
  ["model={depth:7}"],
  ["model={depth:7,new:1}"],
  ["model.opt={kind:adam,momentum:0.1}"],
  ["+new=1"],
  ["+model.new=1"],
  ["+model.opt.nesterov=true"],
  ["+a.b.c=[1,{x:y}]"],
  ["+lr=1"],
  ["+nothing=1"],
  ["+model={new:{deep:1}}"],
  ["+model.layers=[5]"],
  ["++lr=1", "++fresh=2"],
  ["++model.depth.deeper=1"],
  ["~lr"],
  ["~model.depth"],
  ["~model.opt.kind"],
  ["~lr=0.1"],
  ["~lr=0.2"],
  ["~no"],
  ["~nothing"],
  ["~text", "~list"],
  ["no=1"],
  ["model.no=1"],
  ["lr.sub=1"],
  ["text=other"],
  ["list=[1]"],
  ["list={a:1}"],
  ["last=str(5)"],
  ["last=int(3.7)"],
  ["last=float(3)"],
  ["last=bool(true)"],
  ["last=int(x)"],
  ["name={a: 1, 'b c': 2}"],
  ["name={a b: 1}"],
  ["name=[a, 'b, c', 1.50, null, [x]]"],
  ["name=$HOME/x"],
  ["name=a=b"],
  ["name='a=b'"],
  ["name=a|b?c*"],
  ["name=a;b"],
  ["name=über"],
  ["name='über'"],
  ["=1"],
  ["lr"],
  ["+x"],
  ["1a=2"],
  ["a b=2"],
  ["lr=[1,2"],
  ["lr=(1)"],
  ["lr=foo(1)"],
  ["lr=1,2,3"],
  ["lr=1,2", "name=a,b"],
  ["lr=choice(0.1,0.2)", "epochs=range(1,4)"],
  ["epochs=range(4)"],
  ["epochs=range(10,0,-3)"],
  ["lr=range(0.1,0.5,0.1)"],
  ["lr=range(0,1,0.25)"],
  ["epochs=range(start=1,stop=3)"],
  ["epochs=range(1,4,0)"],
  ["lr=sort(3,1,2)"],
  ["lr=sort(3,1,2,reverse=true)"],
  ["name=choice('a b','c,d',e)"],
  ["model.layers=[1,2],[3,4]"],
  ["model.opt={kind:a,momentum:1},{kind:b,momentum:2}"],
  ["lr=choice()"],
  ["lr=tag(a,choice(1,2))"],
  ["+new=1,2"],
  ["lr=int(1.5,2.5)"],
];

describe("-S as dvc reads it", function () {
  this.timeout(120_000);
  let dvc: Dvc;
  before(async function () {
    dvc = await startDvc(this);
  });
  after(() => dvc?.stop());

  it("leads to the same data, or is refused, in every case", async () => {
    const expected = (await dvc.ask(
      "overrides",
      cases.map((overrides) => ({ params, overrides })),
    )) as readonly { data?: unknown; error?: string }[];
    const wrong: string[] = [];
    for (const [i, overrides] of cases.entries()) {
      const { data, error } = expected[i] ?? {};
      const ours = await dataOf(overrides);
      if (error !== undefined) {
        if (!(ours instanceof OverrideFault)) wrong.push(`${overrides}: dvc refuses (${error.slice(0, 200)})`);
        else if (ours.message.includes("\n")) wrong.push(`${overrides}: more than one line`);
      } else if (ours instanceof OverrideFault) wrong.push(`${overrides}: ${ours.message}`);
      else if (!isSame(ours, data)) wrong.push(`${overrides}: ${JSON.stringify(ours)} for ${JSON.stringify(data)}`);
    }
    assert.deepEqual(wrong, []);
  });

  it("writes params.yaml so that dvc reads the same, and its comments stay", async () => {
    const old = plainValue(await rootOf(params)) as ValueMap;
    const texts: { text: string; wanted: unknown; overrides: readonly string[] }[] = [];
    for (const overrides of cases) {
      try {
        const parsed = expandSweeps(overrides.map(parseOverride))[0] ?? [];
        const wanted = applyOverrides(old, parsed, "params.yaml");
        texts.push({ text: await rewriteYaml(params, wanted), wanted: typed(wanted), overrides });
      } catch (error) {
        if (!(error instanceof OverrideFault)) throw error;
      }
    }
    const read = (await dvc.ask(
      "overrides",
      texts.map(({ text }) => ({ params: text, overrides: [] })),
    )) as readonly { data?: unknown[]; error?: string }[];
    const wrong = texts.filter(({ wanted }, i) => !isSame([wanted], read[i]?.data));
    assert.deepEqual(wrong, []);
    for (const { text, overrides } of texts) {
      assert.match(text, /^# of the model\n/, `${overrides}`);
      if (!String(overrides).startsWith("~")) assert.match(text, /# how deep\n/, `${overrides}:\n${text}`);
    }
    assert.ok(texts.length > 60);
  });
});

async function dataOf(overrides: readonly string[]): Promise<unknown> {
  try {
    const old = plainValue(await rootOf(params)) as ValueMap;
    const all = expandSweeps(overrides.map(parseOverride));
    return all.map((each) => typed(applyOverrides(old, each, "params.yaml")));
  } catch (error) {
    if (error instanceof OverrideFault) return error;
    throw error;
  }
}

async function rootOf(text: string) {
  const read = await placedValues(text);
  if ("fault" in read) throw new Error(read.fault.message);
  return read.root;
}

/** Keys of maps in any order. */
function isSame(a: unknown, b: unknown): boolean {
  try {
    assert.deepEqual(a, b);
    return true;
  } catch {
    return false;
  }
}

/** As overrides.py says types and values. */
function typed(value: Value): unknown {
  if (value === null) return ["NoneType", "None"];
  if (typeof value === "boolean") return ["bool", value ? "True" : "False"];
  if (typeof value === "string") return ["str", value];
  if (typeof value === "bigint") return ["int", String(value)];
  if (value instanceof WholeFloat) return ["float", hexOf(value.value)];
  if (typeof value === "number") return Number.isInteger(value) ? ["int", String(value)] : ["float", hexOf(value)];
  if (Array.isArray(value)) return value.map(typed);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, typed(each)]));
}

/** Python's float.hex. */
function hexOf(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0x0.0p+0" : "0x0.0p+0";
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setFloat64(0, value);
  const bits = bytes.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn) - 1023;
  const mantissa = (bits & 0xfffffffffffffn).toString(16).padStart(13, "0");
  return `${value < 0 ? "-" : ""}0x1.${mantissa}p${exponent < 0 ? "" : "+"}${exponent}`;
}
