import assert from "node:assert/strict";
import type { DriftWish } from "../../../src/core/drift/measureDrift";
import type { DriftReport } from "../../../src/shared/drift";
import { tidemark } from "../../cli/tidemark";
import { assertScore, type Case, type PeerColumn, reportOn, type Told } from "./driftHelp";
import { type Peer, startPeer } from "./peer";

interface Table {
  readonly reference: string;
  readonly current: string;
}

interface PeerReport {
  readonly count: number;
  readonly share: number;
  readonly columns: Readonly<Record<string, Pick<PeerColumn, "score" | "threshold" | "drift">>>;
}

describe("drift of a dataset, as Evidently's Report has it", function () {
  this.timeout(180_000);
  let peer: Peer;
  let tables: readonly Table[];
  before(async function () {
    peer = await startPeer(this);
    tables = await peer.call<Table[]>("drift", "tables", peer.home);
  });
  after(() => peer?.stop());

  async function same(table: Table | undefined, wish: DriftWish, options: Record<string, unknown>): Promise<void> {
    assert.ok(table);
    const peers = await peer.call<PeerReport>("drift", "report", { ...table, options });
    sameReport(await reportOn(table, wish), peers);
  }

  for (const [i, kind] of ["600 rows of CSV", "1,800 rows of CSV", "2,200 rows of parquet"].entries())
    it(`takes the same tests of ${kind}`, () => same(tables[i], {}, {}));

  it("says why dates are not tested", async () => {
    const [, , table] = tables;
    assert.ok(table);
    assert.deepEqual((await reportOn(table)).skipped, { joined: "dates are not tested" });
  });

  it("takes one method for numbers and another for the rest", () =>
    same(
      tables[0],
      { numMethod: "psi", catMethod: "jensenshannon" },
      { num_method: "psi", cat_method: "jensenshannon" },
    ));

  it("keeps to the columns, the limit and the share that are asked for", () =>
    same(
      tables[1],
      { columns: ["income", "city", "member"], method: "hellinger", threshold: 0.2, driftShare: 0.3 },
      { columns: ["income", "city", "member"], method: "hellinger", threshold: 0.2, drift_share: 0.3 },
    ));

  it("says the same on the command line", async () => {
    const [table] = tables;
    assert.ok(table);
    const peers = await peer.call<PeerReport>("drift", "report", table);
    const ran = await tidemark(
      peer.home,
      "drift",
      "--reference",
      table.reference,
      "--current",
      table.current,
      "--json",
    );
    assert.equal(ran.code, 0, ran.err);
    const report = JSON.parse(ran.out) as DriftReport;
    sameReport(report, peers);
    assert.deepEqual(report.skipped, {});
  });
});

function sameReport(ours: DriftReport, peers: PeerReport): void {
  assert.deepEqual(Object.keys(ours.columns).sort(), Object.keys(peers.columns).sort());
  for (const [name, each] of Object.entries(peers.columns)) {
    const mine = ours.columns[name];
    assertScore(mine?.score ?? null, each.score, name);
    assert.deepEqual([mine?.threshold, mine?.drift], [each.threshold, each.drift], name);
  }
  assert.equal(ours.drifted, peers.count);
  assert.ok(Math.abs(ours.share - peers.share) < 1e-9);
}

describe("drift of texts and vectors, as Evidently has it", function () {
  this.timeout(180_000);
  let peer: Peer;
  before(async function () {
    peer = await startPeer(this);
  });
  after(() => peer?.stop());

  it("tells texts apart as well, with the same verdict", async () => {
    for (const each of await peer.call<Case[]>("drift", "texts", peer.home)) {
      const peers = each.results[""];
      assert.ok(peers && "score" in peers, JSON.stringify(peers));
      const ours = (await reportOn(each)).columns.x;
      assert.ok(ours && ours.score !== null && typeof peers.score === "number");
      assert.deepEqual([ours.test, ours.threshold, ours.drift], [peers.test, peers.threshold, peers.drift], each.name);
      // gradient descent makes another last digit of a logarithm grow
      assert.ok(Math.abs(ours.score - peers.score) < 0.02, `${each.name}: ${ours.score}, but Evidently ${peers.score}`);
    }
  });

  it("has the same distances of vectors, in columns and in lists", async () => {
    interface Vectors extends Table {
      readonly lists: readonly [string, string];
      readonly results: Readonly<Record<"cosine" | "mmd" | "auc", Told>>;
    }
    for (const each of await peer.call<Vectors[]>("drift", "vectors", peer.home)) {
      const inColumns = await reportOn(each, { embeddings: [{ name: "v", columns: ["e*"] }] });
      const [reference, current] = each.lists;
      const inLists = await reportOn({ reference, current }, { embeddings: [{ name: "v", columns: ["v"] }] });
      for (const report of [inColumns, inLists]) {
        const found = report.embeddings?.v;
        assert.ok(found);
        assert.equal(found.dimensions, 8);
        for (const key of ["cosine", "mmd", "auc"] as const) assertScore(found[key], each.results[key], key);
        assert.equal(report.tested, 0);
      }
    }
  });
});
