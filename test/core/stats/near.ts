import assert from "node:assert/strict";

/** Equal but for what double arithmetic loses: relative, or absolute below `tiny`. */
export function assertNear(
  actual: number | undefined,
  expected: number,
  what = "",
  relative = 1e-10,
  tiny = 1e-300,
): void {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= Math.max(relative * Math.abs(expected), tiny),
    `${what}: ${actual}, expected ${expected}`,
  );
}
