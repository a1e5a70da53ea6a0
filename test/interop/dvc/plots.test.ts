import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { templates } from "../../../src/core/dvc/compare/plots/templates";
import { tidemark } from "../../cli/tidemark";
import { type Dvc, startDvc } from "./dvc";

const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const pipeline = `stages:
  train:
    cmd: cp -r in/. .
    deps: [in]
    plots:
    - loss.csv: {x: epoch, y: loss, title: Loss}
    - acc.json: {y: acc, template: simple, y_label: how good}
    - nohead.csv: {header: false}
    - tabs.tsv
    - dir
    - pic.png
    - deep.json
    - odd.json
plots:
- loss.csv
- both:
    x: epoch
    y:
      loss.csv: [loss, other]
- files:
    y:
      a/x.csv: v
      a/y.csv: v
- joined:
    x: {a/x.csv: n}
    y:
      a/x.csv: v
      a/y.csv: [v]
- differ:
    x: {a/x.csv: n, a/y.csv: m}
    y: {a/x.csv: v, a/y.csv: w}
- uneven:
    x: {loss.csv: epoch}
    y: {a/x.csv: v}
- wrong:
    y: {loss.csv: nothing}
- conf.json: {x: actual, y: predicted, template: confusion}
- dotted.json: {x: a.b, y: "c[0]"}
- dir: {y: v}
`;

function inputs(shift: number): Readonly<Record<string, string | Buffer>> {
  const table = (names: string, rows: readonly (readonly (string | number)[])[], by = ",") =>
    `${[names.replaceAll(",", by), ...rows.map((row) => row.join(by))].join("\n")}\n`;
  return {
    "in/loss.csv": table("epoch,loss,other", [
      [1, 0.5 + shift, 3],
      [2, 0.25, '"a ""b"", c"'],
      [3, 0.125, ""],
    ]),
    "in/acc.json": JSON.stringify([
      { acc: 0.1 + shift, n: 1 },
      { acc: 0.2, n: 2 },
    ]),
    "in/nohead.csv": "1,2\n3,4\n",
    "in/tabs.tsv": "p\tq\n1\t2\n3\t4\n",
    "in/dir/one.csv": table("v,u", [[1, shift]]),
    "in/dir/sub/two.yaml": `rows:\n- {v: 1, u: 2.0}\n- {v: ${shift}, u: 4}\n`,
    "in/pic.png": pixel,
    "in/deep.json": JSON.stringify({ a: { rows: [{ p: 1 }, { p: 2 }] }, more: [{ q: 3 }], word: "x", l: [1, 2] }),
    "in/odd.json": JSON.stringify({ nothing: 1 }),
    "a/x.csv": table("n,v", [
      [1, 10 + shift],
      [2, 20],
    ]),
    "a/y.csv": table("m,v,w", [
      [5, 30, 1],
      [6, 40, 2],
    ]),
    "conf.json": JSON.stringify([
      { actual: "cat", predicted: "dog" },
      { actual: "cat", predicted: "cat" },
    ]),
    "dotted.json": JSON.stringify([{ "a.b": 1, "c[0]": 2 }]),
  };
}

const mine = {
  $schema: "https://vega.github.io/schema/vega-lite/v5.json",
  data: { values: "<DVC_METRIC_DATA>" },
  title: "of <DVC_METRIC_TITLE>",
  mark: "line",
  encoding: {
    x: { field: "<DVC_METRIC_X>", title: "<DVC_METRIC_X_LABEL>" },
    y: { field: "<DVC_METRIC_Y>", title: "<DVC_METRIC_Y_LABEL>" },
  },
};

const commands: readonly string[] = [
  "plots show",
  "plots show -t mine",
  ...Object.keys(templates).map((name) => `plots show -t own_${name}`),
  "plots show --split -t own_simple",
  "plots show loss.csv",
  "plots show both",
  "plots show loss.csv -x other -y epoch --title T --x-label X --y-label Y -t mine",
  "plots show a/x.csv a/y.csv -t mine",
  "plots show in/loss.csv -y loss -t mine",
  "plots show nohead.csv --no-header -t mine",
  "plots show dir -t mine",
  "plots show .*json -t mine",
  "plots diff",
  "plots diff v1 -t own_linear",
  "plots diff v1 v2 -t own_simple",
  "plots diff v2 v1 -t mine",
  "plots diff v1 v2 --targets both -t own_scatter",
  "plots diff v1 --targets pic.png",
];

describe("plots as dvc shows them", function () {
  this.timeout(60_000);
  let dvc: Dvc;
  let cwd: string;

  const write = (files: Readonly<Record<string, string | Buffer>>) => {
    for (const [name, text] of Object.entries(files)) {
      const path = join(cwd, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  };

  before(async function () {
    dvc = await startDvc(this);
    cwd = await dvc.repository();
    write({ "dvc.yaml": pipeline, ".dvc/plots/mine.json": JSON.stringify(mine) });
    for (const [name, template] of Object.entries(templates))
      write({ [`.dvc/plots/own_${name}.json`]: JSON.stringify(template) });
    for (const shift of [1, 2]) {
      write(inputs(shift));
      await dvc.ok(cwd, "repro", "-q");
      dvc.git(cwd, "add", ".");
      dvc.git(cwd, "commit", "-q", "-m", `v${shift}`);
      dvc.git(cwd, "tag", `v${shift}`);
    }
    write({ "a/x.csv": "n,v\n7,8\n9,10\n" });
  });
  after(() => dvc?.stop());

  for (const command of commands) {
    it(command, async () => {
      const words = [...command.split(" "), "--json"];
      const [theirs, ours] = await Promise.all([dvc.run(cwd, ...words), tidemark(cwd, ...words)]);
      assert.equal(theirs.code, 0, theirs.stderr);
      assert.notEqual(ours.out, "", ours.err);
      const isOwn = / -t /.test(command);
      assert.deepEqual(compared(ours.out, isOwn), compared(theirs.stdout, isOwn), ours.err);
    });
  }

  it("from a folder of the project", async () => {
    const words = ["plots", "show", "-t", "mine", "--json"];
    const [theirs, ours] = await Promise.all([dvc.run(join(cwd, "a"), ...words), tidemark(join(cwd, "a"), ...words)]);
    // from there, dvc takes no notice of `header: false`
    const rest = (text: string) => text.replaceAll(/"\.\.\/nohead\.csv": ?\[\{.*?\}\], ?(?="\.\.)/g, "");
    assert.deepEqual(compared(rest(ours.out), true), compared(rest(theirs.stdout), true), ours.err);
  });

  it("writes one page with everything in it", async () => {
    const { out, code } = await tidemark(cwd, "plots", "diff", "v1", "v2", "-o", "page");
    assert.equal(code, 1, "some of the plots cannot be drawn");
    const page = readFileSync(fileURLToPath(out.trim()), "utf8");
    assert.ok(page.includes('data-spec="spec-0"') && page.includes(`base64,${pixel.toString("base64")}`));
    assert.doesNotMatch(page, /<script[^>]+src=|<link/);
    assert.ok(existsSync(join(cwd, "page/index.html")));
  });

  it("knows dvc's templates by name, and says which there are", async () => {
    const theirs = await dvc.ok(cwd, "plots", "templates");
    const { out } = await tidemark(cwd, "plots", "templates");
    assert.deepEqual(out.trim().split("\n"), theirs.trim().split("\n"));
    const { code, err } = await tidemark(cwd, "plots", "show", "loss.csv", "-t", "lineer");
    assert.equal(code, 2);
    assert.match(err, /lineer: no such template of plots\. Did you mean 'linear'\?/);
  });
});

interface Document {
  readonly data?: Readonly<Record<string, readonly { content?: { data?: { values?: unknown } } }[]>>;
  readonly errors?: readonly { readonly msg: string }[];
}

/** Words of faults are our own, and so are the templates that are built in. */
function compared(text: string, isWhole: boolean): unknown {
  const { data = {}, errors = [] } = JSON.parse(text) as Document;
  const plots = Object.entries(data).map(([name, plot]) => [
    name,
    isWhole
      ? plot
      : plot.map((each) => (each.content ? { ...each, content: sorted(each.content.data?.values) } : each)),
  ]);
  return {
    data: Object.fromEntries(plots),
    errors: sorted(errors.map(({ msg: _, ...each }) => each)),
  };
}

function sorted(values: unknown): readonly string[] {
  return (values as readonly object[]).map((each) => JSON.stringify(Object.entries(each).sort())).sort();
}
