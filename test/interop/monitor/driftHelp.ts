import assert from "node:assert/strict";
import type { DriftWish } from "../../../src/core/drift/measureDrift";
import { measureDrift } from "../../../src/runtime/monitoring/drift/driftWork";
import type { ColumnDrift, DriftReport } from "../../../src/shared/drift";

/** JSON has no numbers beyond the finite ones: these come as {number: "nan"}. */
export type Told = number | { readonly number: string };

export interface PeerColumn {
  readonly type: string;
  readonly test: string;
  readonly score: Told;
  readonly threshold: number;
  readonly drift: boolean;
}

export interface Case {
  readonly name: string;
  readonly reference: string;
  readonly current: string;
  /** By method; "" is Evidently's own choice. */
  readonly results: Readonly<Record<string, PeerColumn | { readonly error: string }>>;
}

export async function reportOn(
  { reference, current }: Pick<Case, "reference" | "current">,
  wish: DriftWish = {},
): Promise<DriftReport> {
  const file = (path: string) => ({ name: path, path });
  return (await measureDrift({ reference: file(reference), current: file(current), wish })).report;
}

/** Where Evidently works in single precision, it has fewer digits itself. */
const inSingle = /^single precision.*(t_test|es) /;

/** To 1e-6 of the score. What a p-value has left after 1 − … is noise below 1e-10. */
export function assertScore(ours: number | null, peers: Told, what: string): void {
  if (typeof peers !== "number") {
    assert.equal(ours, null, `${what}: ${peers.number} is no score`);
    return;
  }
  const most = inSingle.test(what) ? 1e-4 : 1e-6;
  assert.ok(
    ours !== null && Math.abs(ours - peers) <= Math.max(most * Math.abs(peers), 1e-10),
    `${what}: ${ours}, but Evidently ${peers}`,
  );
}

export function assertColumn(ours: ColumnDrift | undefined, peers: PeerColumn, what: string): void {
  assert.ok(ours, `${what}: not tested, but Evidently does`);
  assert.deepEqual(
    { type: ours.type, test: ours.test, threshold: ours.threshold, drift: ours.drift },
    { type: peers.type, test: peers.test, threshold: peers.threshold, drift: peers.drift },
    what,
  );
  assertScore(ours.score, peers.score, what);
}
