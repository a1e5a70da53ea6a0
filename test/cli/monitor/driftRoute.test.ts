import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readDriftDocument } from "../../../src/shared/drift";
import { temporaryFolder } from "../../runtime/kernel/temporary";
import { killAll, type UpProcess, up } from "../tidemark";

const path = "/api/tidemark/v1/drift";

describe("POST drift", function () {
  this.timeout(60_000);
  let runtime: UpProcess;
  before(async () => {
    const workspace = temporaryFolder();
    for (const [name, shift] of [
      ["old.csv", 0],
      ["new.csv", 40],
    ] as const)
      writeFileSync(
        join(workspace, name),
        ["age,city", ...Array.from({ length: 200 }, (_, i) => `${shift + (i % 61)},c${i % 2}`)].join("\n"),
      );
    runtime = await up(workspace);
  });
  after(killAll);

  const post = (body: object) => runtime.ask("POST", path, { reference: "old.csv", current: "new.csv", ...body });

  it("answers the report with what its page draws", async () => {
    const { status, body } = await post({});
    assert.equal(status, 200, JSON.stringify(body));
    const { report, columns, reference, current } = readDriftDocument(body, "body");
    assert.deepEqual([report.drifted, report.tested, report.columns.age?.test], [1, 2, "ks"]);
    assert.deepEqual(
      columns.map(({ name, labels, edges }) => [name, labels, edges !== undefined]),
      [
        ["age", undefined, true],
        ["city", ["c0", "c1"], false],
      ],
    );
    assert.deepEqual(
      [reference, current],
      [
        { name: "old.csv", rows: 200 },
        { name: "new.csv", rows: 200 },
      ],
    );
  });

  it("takes tests, limits, columns and segments", async () => {
    const asked = { num_method: "psi", threshold: 0.3, columns: ["age"], segment: "city", drift_share: 1 };
    const { report } = readDriftDocument((await post(asked)).body, "body");
    assert.deepEqual([report.columns.age?.test, report.columns.age?.threshold, report.drift_share], ["psi", 0.3, 1]);
    assert.deepEqual(Object.keys(report.segments ?? {}).sort(), ["c0", "c1"]);
  });

  const refused: readonly (readonly [body: object, says: RegExp])[] = [
    [{ reference: 3 }, /body\.reference: expected a string/],
    [{ current: "no.csv" }, /no\.csv/],
    [{ current: "../../etc/passwd" }, /outside of the workspace/],
    [{ columns: ["agee"] }, /'agee'/],
    [{ num_method: "chisquare" }, /body\.num_method: 'chisquare' does not test/],
    [{ drift_share: 2 }, /body\.drift_share: expected 0 to 1/],
  ];
  for (const [body, says] of refused)
    it(`refuses ${JSON.stringify(body)}`, async () => {
      const { status, body: answer } = await post(body);
      assert.ok(status >= 400 && status < 500, `${status}`);
      assert.match((answer as { message: string }).message, says);
    });
});
