import assert from "node:assert/strict";
import type { RunColumn } from "../../../src/shared/runTable";
import { filterWith, withChip, writtenKey } from "../../../webview/runTable/model/chips";
import { colourFilter } from "../../../webview/runTable/model/colouring";
import { columnsOf, movedBefore, visibleColumns, withColumn } from "../../../webview/runTable/model/columns";
import { completeFilter } from "../../../webview/runTable/model/completion";
import { arrange, runsBetween } from "../../../webview/runTable/model/lines";
import { compareValues, type SortValue, sortRuns } from "../../../webview/runTable/model/sorting";
import { firstState, readState } from "../../../webview/runTable/model/state";
import { applyView, isChanged, viewOf } from "../../../webview/runTable/model/views";

const column = (key: string, kind: RunColumn["kind"], distinct: number, count = 3): RunColumn => ({
  key,
  kind,
  count,
  distinct,
  numeric: kind === "metric",
});
const logged = [
  column("params.lr", "param", 2),
  column("params.seed", "param", 1),
  column("metrics.loss", "metric", 3),
  column("metrics.system/cpu", "metric", 3),
  column("metrics.acc", "metric", 3),
  column("tags.team", "tag", 2),
];
const keysOf = (columns: readonly { key: string }[]) => columns.map(({ key }) => key);

describe("the columns of the run table", () => {
  const all = columnsOf(logged, 3);

  it("are all of them while there is one run, which differs from none", () => {
    const first = columnsOf([column("params.lr", "param", 1, 1), column("metrics.loss", "metric", 1, 1)], 1);
    assert.deepEqual(keysOf(visibleColumns(first, firstState, 1)), [
      "start_time",
      "duration",
      "params.lr",
      "metrics.loss",
    ]);
  });

  it("are those that differ, params before metrics, the machine's own last, tags together", () => {
    assert.deepEqual(keysOf(visibleColumns(all, firstState, 1)), [
      "start_time",
      "duration",
      "params.lr",
      "metrics.loss",
      "metrics.acc",
      "metrics.system/cpu",
      "tags",
    ]);
  });

  it("tell the experiment apart when there are several", () => {
    assert.ok(keysOf(visibleColumns(all, firstState, 2)).includes("experiment"));
  });

  it("stay where they were put; a new one joins its kind", () => {
    const order = movedBefore(["start_time", "duration", "params.lr", "metrics.loss"], "metrics.loss", "params.lr");
    assert.deepEqual(order, ["start_time", "duration", "metrics.loss", "params.lr"]);
    assert.deepEqual(keysOf(visibleColumns(all, { ...firstState, order }, 1)), [
      "start_time",
      "duration",
      "metrics.loss",
      "metrics.acc",
      "metrics.system/cpu",
      "params.lr",
      "tags",
    ]);
  });

  it("can be hidden, and shown though they do not differ", () => {
    const hidden = { ...firstState, ...withColumn(firstState, "params.lr", false) };
    const state = { ...hidden, ...withColumn(hidden, "params.seed", true) };
    const keys = keysOf(visibleColumns(all, state, 1));
    assert.ok(!keys.includes("params.lr") && keys.includes("params.seed"));
  });

  it("stand first when they are pinned", () => {
    const looks = { "metrics.acc": { isPinned: true } };
    assert.equal(visibleColumns(all, { ...firstState, looks }, 1)[0]?.key, "metrics.acc");
  });
});

describe("the order of rows", () => {
  it("has numbers first, then texts, NaN and what is missing, whichever way it goes", () => {
    const values: SortValue[] = [undefined, Number.NaN, "b", 2, "a10", 1, "a9", Number.POSITIVE_INFINITY];
    const sorted = (descending: boolean) => [...values].sort((a, b) => compareValues(a, b, descending));
    assert.deepEqual(sorted(false), [1, 2, Number.POSITIVE_INFINITY, "a9", "a10", "b", Number.NaN, undefined]);
    assert.deepEqual(sorted(true), [Number.POSITIVE_INFINITY, 2, 1, "b", "a10", "a9", Number.NaN, undefined]);
  });

  it("goes by the second key where the first is equal", () => {
    const first: Record<string, number> = { a: 1, b: 1, c: 0 };
    const second: Record<string, number> = { a: 1, b: 2, c: 3 };
    const keys = [
      { read: (run: string) => first[run], descending: false },
      { read: (run: string) => second[run], descending: true },
    ];
    assert.deepEqual(sortRuns(["a", "b", "c"], keys), ["c", "b", "a"]);
  });
});

describe("the lines of the run table", () => {
  const closed = new Set<string>();

  it("stand below the run they are nested in, and are gone when it is closed", () => {
    const parents: Record<string, string> = { b: "a", c: "b", d: "elsewhere" };
    const parentOf = (run: string) => parents[run];
    const lines = arrange({ runs: ["c", "d", "b", "a"], parentOf, closed });
    assert.deepEqual(
      lines.map((line) => (line.kind === "run" ? `${line.depth}${line.run}${line.children}` : "")),
      ["0d0", "0a2", "1b1", "2c0"],
    );
    assert.equal(arrange({ runs: ["c", "d", "b", "a"], parentOf, closed: new Set(["a"]) }).length, 2);
  });

  it("lose no run to parents that go in a circle", () => {
    const parents: Record<string, string> = { a: "b", b: "a", c: "c" };
    const lines = arrange({ runs: ["a", "b", "c"], parentOf: (run) => parents[run], closed });
    assert.equal(lines.length, 3);
  });

  it("are grouped where the first of a group stands, runs without a value last", () => {
    const models: Record<string, string> = { b: "mlp", c: "tree", d: "mlp" };
    const groupOf = (run: string) => models[run];
    const lines = arrange({ runs: ["a", "b", "c", "d"], groupOf, closed: new Set(["group tree"]) });
    assert.deepEqual(
      lines.map((line) => (line.kind === "group" ? `${line.value} ${line.runs.length}` : line.run)),
      ["mlp 2", "b", "d", "tree 1", "undefined 1", "a"],
    );
    assert.deepEqual(runsBetween(lines, 3, 1), ["b", "d", "c"]);
  });
});

describe("the filter", () => {
  it("is what was typed and the chips, in MLflow's grammar", () => {
    const chips = withChip([{ kind: "starred" }, { kind: "status", status: "FAILED", isNot: false }], {
      kind: "status",
      status: "RUNNING",
      isNot: true,
    });
    assert.equal(
      filterWith(
        " params.lr = '1' ",
        [...chips, { kind: "branch", branch: "it's" }, { kind: "started", within: "1h" }],
        3_600_005,
      ),
      "params.lr = '1' AND tags.`tidemark.starred` = 'true' AND attributes.status != 'RUNNING' AND " +
        "tags.`mlflow.source.git.branch` = 'it''s' AND attributes.start_time >= 5",
    );
  });

  it("quotes keys that are more than a word", () => {
    assert.equal(writtenKey("metrics", "val/auc"), "metrics.val/auc");
    assert.equal(writtenKey("params", "a `b`"), "params.`a ``b```");
  });

  it("is coloured while it is half written, and keeps every character", () => {
    for (const text of ["params.lr <= 0.01 and tags.sweep = 'nov", "metrics.`a b", "\u0000 ((", "a..b '' \"x\""])
      assert.equal(
        colourFilter(text)
          .map((piece) => piece.text)
          .join(""),
        text,
      );
    assert.deepEqual(
      colourFilter("params.lr <= 0.01 and").map(({ is }) => is),
      ["family", "name", "space", "sign", "space", "number", "space", "word"],
    );
  });
});

describe("the filter's completion", () => {
  const schema = {
    keys: ["params.lr", "params.model", "metrics.val loss", "tags.team"],
    valuesOf: (key: string) => (key === "params.model" ? ["mlp", "tree"] : undefined),
  };
  const offered = (text: string) => completeFilter(text, text.length, schema).offers.map((offer) => offer.text);

  it("offers the keys of this experiment after their family", () => {
    assert.deepEqual(offered("params."), ["params.lr ", "params.model "]);
    assert.deepEqual(offered("params.lr = '1' and metrics.v"), ["metrics.`val loss` "]);
    assert.ok(offered("attributes.st").includes("attributes.status "));
  });

  it("offers what may stand between", () => {
    assert.deepEqual(offered("metrics.x "), ["> ", ">= ", "= ", "!= ", "< ", "<= "]);
    assert.ok(offered("params.lr ").includes("LIKE "));
    assert.deepEqual(offered("params.lr = '1' "), ["AND "]);
    assert.deepEqual(offered("metrics.x > 1"), []);
  });

  it("offers known values, and says which column it would like to know", () => {
    assert.deepEqual(offered("params.model = "), ["'mlp'", "'tree'"]);
    assert.deepEqual(offered("params.model = 't"), ["'tree'"]);
    assert.ok(offered("attributes.status = ").includes("'RUNNING'"));
    assert.equal(completeFilter("tags.team = ", 12, schema).wanted, "tags.team");
  });
});

describe("what the page keeps", () => {
  it("is read back as it was", () => {
    const state = {
      ...firstState,
      filter: "x",
      chips: [{ kind: "started" as const, within: "7d" as const }],
      looks: { "metrics.loss": { show: "best" as const, width: 90 } },
      sort: [{ key: "duration", descending: true }],
      group: "params.model",
    };
    assert.deepEqual(readState(JSON.parse(JSON.stringify(state))), state);
  });

  it("is what a saved view says, and back; a view that was changed is known", () => {
    const state = {
      ...firstState,
      filter: "params.lr = '1'",
      mode: "all" as const,
      looks: { "metrics.loss": { show: "best" as const } },
      sort: [{ key: "metrics.loss", descending: false }],
      group: "params.model",
    };
    const view = { name: "v", ...viewOf(state, ["start_time", "metrics.loss"], "churn", 0) };
    const applied = applyView(firstState, view);
    assert.deepEqual(applied.shown, ["start_time", "metrics.loss"]);
    assert.equal(applied.looks["metrics.loss"]?.show, "best");
    assert.equal(applied.filter, "params.lr = '1'");
    const now = viewOf(applied, ["start_time", "metrics.loss"], "churn", 0);
    assert.equal(isChanged(view, now), false);
    assert.equal(isChanged(view, { ...now, group: "tags.team" }), true);
  });
});
