import assert from "node:assert/strict";
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import initSqlJs from "sql.js";
import { readSqliteFile } from "../../../src/runtime/importing/sqliteFile";

describe("reading a SQLite file that somebody may be writing", () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "sqlite-"));
    path = join(folder, "mlflow.db");
    const { Database } = await initSqlJs();
    const db = new Database();
    db.run("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    writeFileSync(path, db.export());
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("gives its bytes", async () => {
    const bytes = await readSqliteFile(path);
    assert.equal(Buffer.from(bytes).toString("latin1", 0, 15), "SQLite format 3");
  });

  it("waits for a write under way", async () => {
    writeFileSync(`${path}-journal`, "half a transaction");
    setTimeout(() => unlinkSync(`${path}-journal`), 100);
    const before = performance.now();
    await readSqliteFile(path);
    assert.ok(performance.now() - before >= 90);
  });

  it("says what to do about a write that was cut off", async function () {
    this.timeout(10_000);
    writeFileSync(`${path}-journal`, "half a transaction");
    await assert.rejects(
      readSqliteFile(path),
      /mlflow\.db: a write to it is under way or was cut off .* open it once with mlflow/,
    );
  });

  it("refuses what is no SQLite file, by name", async () => {
    writeFileSync(path, "run,loss\n1,0.5\n".repeat(20));
    await assert.rejects(readSqliteFile(path), /mlflow\.db: not a SQLite file/);
  });
});
