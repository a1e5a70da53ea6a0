import assert from "node:assert/strict";
import { buildTree, filterChanges, listOf, openAtFirst, rowsOf } from "../../../webview/dataDiff/fileTree";
import { changesOf, many } from "./scene";

const paths = ["b.txt", "data/raw/2026/x.csv", "data/raw/2026/y.csv", "data/z.csv", "a/only/deep/file.bin"];
const all = () => true;
const lines = (rows: ReturnType<typeof rowsOf>) =>
  rows.map(({ depth, kind, name }) => `${" ".repeat(depth)}${kind === "folder" ? `${name}/` : name}`);

describe("files of a comparison as a tree", () => {
  it("have folders first, and what holds but one folder in one line with it", () => {
    assert.deepEqual(lines(rowsOf(buildTree(changesOf(paths)), all)), [
      "a/only/deep/",
      " file.bin",
      "data/",
      " raw/2026/",
      "  x.csv",
      "  y.csv",
      " z.csv",
      "b.txt",
    ]);
  });

  it("add up in their folders, and are hidden in those that are closed", () => {
    const changes = changesOf(paths);
    const rows = rowsOf(buildTree(changes), (path) => path !== "data/raw/2026/");
    assert.ok(!rows.some(({ path }) => path.endsWith("x.csv")));
    const folder = rows.find(({ name }) => name === "raw/2026");
    const inside = changes.filter(({ path }) => path.startsWith("data/raw"));
    const moved = inside.reduce((sum, { before, after }) => sum + (after?.size ?? 0) - (before?.size ?? 0), 0);
    assert.ok(folder?.kind === "folder" && folder.files === 2 && folder.moved === moved);
  });

  it("are found by all words of a filter and by their kind", () => {
    const changes = changesOf(paths);
    const found = (text: string, kind: "all" | "modified" = "all") =>
      filterChanges(changes, { text, kind }).map(({ path }) => path);
    assert.deepEqual(found("RAW y"), ["data/raw/2026/y.csv"]);
    assert.deepEqual(found("", "modified"), ["data/raw/2026/x.csv", "a/only/deep/file.bin"]);
    assert.equal(filterChanges(changes, { text: " ", kind: "all" }), changes);
  });

  it("are open from the top as far as fits, and no further", () => {
    const few = buildTree(changesOf(paths));
    assert.equal(rowsOf(few, (path) => openAtFirst(few, 200).has(path)).length, rowsOf(few, all).length);
    const tree = buildTree(many(5000).files);
    const open = openAtFirst(tree, 200);
    const rows = rowsOf(tree, (path) => open.has(path));
    assert.ok(rows.length > 5 && rows.length <= 200, `${rows.length} lines`);
    assert.ok(rows.every(({ kind }) => kind === "folder"));
  });

  it("are a hundred thousand, each once", () => {
    const { files } = many(100_000);
    const rows = rowsOf(buildTree(files), all);
    assert.equal(rows.filter(({ kind }) => kind === "file").length, 100_000);
    assert.equal(new Set(rows.map(({ kind, path }) => `${kind} ${path}`)).size, rows.length);
    assert.equal(listOf(files).length, 100_000);
  });
});
