import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readFairnessDocument } from "../../../src/shared/fairnessReaders";
import { readQualityDocument, readTableColumns } from "../../../src/shared/qualityReaders";
import { temporaryFolder } from "../../runtime/kernel/temporary";
import { killAll, type UpProcess, up } from "../tidemark";

const root = "/api/tidemark/v1";

describe("POST quality and POST fairness", function () {
  this.timeout(60_000);
  let runtime: UpProcess;
  before(async () => {
    const workspace = temporaryFolder();
    const rows = Array.from({ length: 60 }, (_, row) => [
      row % 2,
      row % 10 === 0 ? 1 : row % 2,
      row % 4 < 2 ? "f" : "m",
    ]);
    writeFileSync(join(workspace, "scored.csv"), `actual,said,sex\n${rows.map((row) => row.join(",")).join("\n")}\n`);
    runtime = await up(workspace);
  });
  after(killAll);

  const asked = { data: "scored.csv", actual: "actual", prediction: "said" };

  it("answers with all that the pages draw", async () => {
    const quality = await runtime.ask("POST", `${root}/quality`, {
      ...asked,
      segments: ["sex"],
      min: { accuracy: 0.8 },
    });
    assert.equal(quality.status, 200, JSON.stringify(quality.body));
    const { current, ok, segments, columns } = readQualityDocument(quality.body, "body");
    assert.deepEqual([current?.figures.accuracy, ok, segments.length, columns.others], [0.9, true, 2, ["sex"]]);
    const fairness = await runtime.ask("POST", `${root}/fairness`, { ...asked, sensitive: ["sex"] });
    assert.equal(fairness.status, 200, JSON.stringify(fairness.body));
    const { report } = readFairnessDocument(fairness.body, "body");
    assert.deepEqual(
      report.groups.map(({ group }) => group),
      ["f", "m"],
    );
  });

  it("says what columns a table has, and what is most likely what", async () => {
    const { body } = await runtime.ask("POST", `${root}/quality/columns`, { data: "scored.csv" });
    const { guess, columns } = readTableColumns(body, "body");
    assert.deepEqual(
      columns.map(({ name, dtype }) => [name, dtype]),
      [
        ["actual", "int64"],
        ["said", "int64"],
        ["sex", "object"],
      ],
    );
    assert.deepEqual(guess, { actual: "actual", probability: [], sensitive: ["sex"] });
  });

  const refused: readonly (readonly [route: string, body: object, says: RegExp])[] = [
    ["quality", {}, /body\.data: missing/],
    ["quality", { ...asked, data: "../../etc/passwd" }, /outside of the workspace/],
    ["quality", { ...asked, data: "gone.csv" }, /gone\.csv/],
    ["quality", { ...asked, actual: "atual" }, /no column 'atual'\. Did you mean 'actual'\?/],
    ["quality", { ...asked, min: { accuracy: "much" } }, /body\.min\.accuracy: expected a number/],
    ["fairness", asked, /body\.sensitive: missing/],
    ["fairness", { ...asked, sensitive: ["gender"] }, /no column 'gender'/],
  ];
  for (const [route, body, says] of refused)
    it(`${route} refuses ${JSON.stringify(body)}`, async () => {
      const { status, body: answer } = await runtime.ask("POST", `${root}/${route}`, body);
      assert.ok(status >= 400 && status < 500, `${status}`);
      assert.match((answer as { message: string }).message, says);
    });
});
