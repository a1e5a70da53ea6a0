import assert from "node:assert/strict";
import { profileFrame } from "../../../src/core/frame/summary/profileFrame";
import { readFrame } from "../../../src/runtime/kernel/frames/readFrame";
import { type Peer, startPeer } from "./peer";

type Number = number | { number: string };

interface Figures {
  readonly described: Readonly<Record<string, Readonly<Record<string, Number>>>>;
  readonly distinct: Readonly<Record<string, number>>;
  readonly top: Readonly<Record<string, number>>;
  readonly pearson: readonly (readonly Number[])[];
  readonly spearman: readonly (readonly Number[])[];
  readonly cramers_v: Readonly<Record<string, Readonly<Record<string, Number>>>>;
}

function near(ours: number | null | undefined, theirs: Number | undefined, what: string): void {
  if (typeof theirs !== "number") {
    assert.equal(ours, null, what);
    return;
  }
  assert.ok(
    typeof ours === "number" && Math.abs(ours - theirs) <= 1e-9 * Math.max(1, Math.abs(theirs)),
    `${what}: ${ours}, ${theirs}`,
  );
}

describe("profiles of tables, against pandas and scipy", function () {
  this.timeout(120_000);
  let peer: Peer;
  before(async function () {
    peer = await startPeer(this);
  });
  after(() => peer?.stop());

  it("gives their figures", async () => {
    for (const path of await peer.call<string[]>("profile", "make", peer.home)) {
      const theirs = await peer.call<Figures>("profile", "figures", path);
      const { columns, correlations } = profileFrame(await readFrame(path));
      const shares = {
        "0.01": "1%",
        "0.05": "5%",
        "0.25": "25%",
        "0.5": "50%",
        "0.75": "75%",
        "0.95": "95%",
        "0.99": "99%",
      };
      for (const column of columns) {
        const what = `${path} ${column.name}`;
        if (column.kind !== "number") {
          assert.equal(column.distinct, theirs.distinct[column.name], what);
          assert.equal(column.top[0]?.count, theirs.top[column.name], what);
          continue;
        }
        const said = theirs.described[column.name];
        assert.equal(column.distinct, said?.distinct, what);
        assert.equal(column.missing, said?.missing, what);
        for (const name of ["mean", "std", "min", "max"] as const)
          near(column.numbers?.[name], said?.[name], `${what} ${name}`);
        for (const [share, name] of Object.entries(shares))
          near(column.numbers?.quantiles[share], said?.[name], `${what} ${share}`);
      }
      for (const kind of ["pearson", "spearman"] as const)
        correlations[kind]?.values.forEach((row, i) => {
          row.forEach((value, k) => {
            near(value, theirs[kind][i]?.[k], `${path} ${kind} ${i} ${k}`);
          });
        });
      const names = correlations.cramers_v?.columns ?? [];
      assert.equal(names.length, 3);
      correlations.cramers_v?.values.forEach((row, i) => {
        row.forEach((value, k) => {
          near(value, theirs.cramers_v[names[i] ?? ""]?.[names[k] ?? ""], `${path} ${names[i]} ${names[k]}`);
        });
      });
    }
  });
});
