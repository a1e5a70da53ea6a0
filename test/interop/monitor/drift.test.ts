import assert from "node:assert/strict";
import type { DriftTest } from "../../../src/shared/drift";
import { assertColumn, type Case, reportOn } from "./driftHelp";
import { type Peer, startPeer } from "./peer";

describe("drift of a column, as Evidently has it", function () {
  this.timeout(180_000);
  let peer: Peer;
  let cases: readonly Case[];
  before(async function () {
    peer = await startPeer(this);
    cases = await peer.call<Case[]>("drift", "cases", peer.home);
  });
  after(() => peer?.stop());

  it("compares enough: sizes, ties, types, gaps, constants, new values", () => {
    const tested = cases.flatMap(({ results }) => Object.values(results)).filter((result) => "score" in result);
    assert.ok(tested.length >= 300, `${tested.length} comparisons`);
  });

  it("chooses the same test and has the same score, limit and verdict", async () => {
    const wrong = await differences(cases, (method) => method === "");
    assert.deepEqual(wrong, []);
  });

  it("has the same score with every test that is asked for", async () => {
    const wrong = await differences(cases, (method) => method !== "" && !method.includes(" at "));
    assert.deepEqual(wrong, []);
  });

  it("has the same verdict with another limit", async () => {
    const wrong = await differences(cases, (method) => method.includes(" at "));
    assert.deepEqual(wrong, []);
  });
});

/** What differs, all of it: one wrong test shall not hide another. */
async function differences(cases: readonly Case[], isMeant: (method: string) => boolean): Promise<string[]> {
  const wrong: string[] = [];
  for (const each of cases)
    for (const [asked, peers] of Object.entries(each.results)) {
      if (!isMeant(asked)) continue;
      const [method, threshold] = asked.split(" at ");
      const what = `${each.name}, ${asked || "no method"}`;
      const report = await reportOn(each, {
        columns: ["x"],
        ...(method && { method: method as DriftTest }),
        ...(threshold && { threshold: Number(threshold) }),
      });
      try {
        if ("error" in peers) assert.ok(report.skipped.x, `${what}: tested, but Evidently: ${peers.error}`);
        else assertColumn(report.columns.x, peers, `${what} (${report.skipped.x})`);
      } catch (error) {
        wrong.push(error instanceof Error ? error.message.slice(0, 600) : String(error));
      }
    }
  return wrong;
}
