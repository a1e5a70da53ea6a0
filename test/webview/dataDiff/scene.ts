import { csvRows } from "../../../src/core/csv/csvRows";
import { compareColumns } from "../../../src/core/table/summary/compareColumns";
import { commonRows } from "../../../src/core/table/summary/rowSet";
import type { TableAnswer, TableDiff } from "../../../src/core/table/summary/tableDiff";
import { createTableTally } from "../../../src/core/table/summary/tallyTable";
import { type Door, Refused } from "../../../src/extension/runtime/door";
import type { DataDiff, FileChange } from "../../../src/shared/data";

const route = "/api/tidemark/v1/data";

export interface Answers {
  diff: DataDiff;
  table: TableAnswer;
}

/** Stands for a runtime on a repository with so many files as no test can write. */
export function doorTo(answers: Answers): Door {
  const answer = (path: string): unknown => {
    const { pathname } = new URL(path, "http://runtime");
    if (pathname === `${route}/diff`) return answers.diff;
    if (pathname === `${route}/table`) return answers.table;
    throw new Refused(404, `${path} does not exist`);
  };
  return {
    url: "http://127.0.0.1",
    token: "",
    get: async (path, read) => read(answer(path), "answer"),
    post: async (path) => {
      throw new Refused(404, path);
    },
    bytes: async (_, path) => new TextEncoder().encode(JSON.stringify(answer(path))),
    follow: async () => undefined,
    close: () => undefined,
  };
}

const md5 = (n: number) => n.toString(16).padStart(32, "4f2c9ae81b");

export function changesOf(paths: readonly string[]): FileChange[] {
  return paths.map((path, i) => {
    const kind = (["added", "modified", "deleted"] as const)[i % 3] ?? "added";
    return {
      path,
      kind,
      ...(kind !== "added" && { before: { md5: md5(i), size: 1000 + i } }),
      ...(kind !== "deleted" && { after: { md5: md5(i + 7), size: 1400 + 3 * i } }),
    };
  });
}

export function diffOf(files: readonly FileChange[]): DataDiff {
  const of = (kind: FileChange["kind"]) => files.filter((each) => each.kind === kind).length;
  const moved = files.map(({ before, after }) => (after?.size ?? 0) - (before?.size ?? 0));
  const sum = (sign: 1 | -1) => moved.reduce((all, each) => all + Math.max(0, sign * each), 0);
  return {
    project: ".",
    from: { name: "HEAD", commit: "4f2c9ae81b2c9ae81b2c9ae81b2c9ae81b2c9ae8" },
    to: { name: "workspace" },
    outs: [],
    files,
    totals: {
      added: of("added"),
      modified: of("modified"),
      deleted: of("deleted"),
      renamed: of("renamed"),
      bytesAdded: sum(1),
      bytesRemoved: sum(-1),
    },
  };
}

/** A hundred thousand images in folders of folders. */
export function many(count: number): DataDiff {
  return diffOf(
    changesOf(
      Array.from(
        { length: count },
        (_, i) =>
          `images/${["train", "valid", "test"][i % 3]}/${Math.floor(i / 1000)}/img_${String(i).padStart(6, "0")}.png`,
      ),
    ),
  );
}

export function tableOf(before: string, after: string): TableDiff {
  const heads = [before, after].map((text) => text.slice(0, text.indexOf("\n")).split(","));
  const shared = heads[0]?.filter((name) => heads[1]?.includes(name)) ?? [];
  const [was, is] = [before, after].map((text) => {
    const table = createTableTally(shared);
    let isHead = true;
    const rows = csvRows(",", (cells) => {
      if (isHead) table.head(cells);
      else table.textRow(cells);
      isHead = false;
    });
    rows.push(text);
    rows.end();
    return table;
  });
  if (!was || !is) throw new Error("two tables");
  const common = commonRows(was.rows.sorted(), is.rows.sorted());
  return {
    before: { rows: was.rows.size, columns: heads[0]?.length ?? 0, isCut: false },
    after: { rows: is.rows.size, columns: heads[1]?.length ?? 0, isCut: false },
    rows: { added: is.rows.size - common, removed: was.rows.size - common, common },
    columns: compareColumns(was.summary(), is.summary()),
  };
}

/** Customers before and after a quarter: older ones went, a column came, another is text now. */
export function customers(): TableDiff {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const normal = () => random() + random() + random() + random() - 2;
  const plan = () => ["basic", "basic", "plus", "pro"][Math.floor(random() * 4)] ?? "";
  const rows = Array.from({ length: 4000 }, (_, i) => ({
    id: i,
    tenure: Math.max(0, Math.round(24 + 14 * normal())),
    bill: (60 + 25 * normal()).toFixed(2),
    since: new Date(1.5e12 + i * 3e7).toISOString().slice(0, 10),
    plan: plan(),
    churned: random() < 0.2,
    old: i % 9,
  }));
  const before = rows.map((r) => `${r.id},${r.tenure},${r.bill},${r.since},${r.plan},${r.churned},${r.old},EU`);
  const after = rows.slice(400).map((r, i) => {
    const isNew = i % 5 === 0;
    const bill = isNew ? (Number(r.bill) * 1.4).toFixed(2) : r.bill;
    return `${r.id},${r.tenure},${i % 37 === 0 ? "" : bill},${r.since},${isNew ? "team" : r.plan},${r.churned},${i % 50 === 0 ? "unknown" : r.old},EU,${(random() ** 2).toFixed(4)}`;
  });
  return tableOf(
    ["id,tenure_months,bill,since,plan,churned,devices,region", ...before].join("\n"),
    ["id,tenure_months,bill,since,plan,churned,devices,region,risk", ...after].join("\n"),
  );
}
