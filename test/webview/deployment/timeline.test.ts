import assert from "node:assert/strict";
import type { CoursePoint } from "../../../src/shared/deploymentPage";
import { joined, sinceOf } from "../../../webview/deployment/state";
import { bucketsOf } from "../../../webview/deployment/timeline";

const start = 1_700_000_000_000;
const point = (n: number, requests: number, more: Partial<CoursePoint> = {}): CoursePoint => ({
  at: start + n * 5000,
  requests,
  errors: 0,
  p50: 1,
  p95: 2,
  p99: 3,
  ...more,
});

describe("The course of a variant on its page", () => {
  it("takes the newer word on a stretch that was not over, and forgets what is an hour old", () => {
    const before = { a: [point(0, 5), point(1, 5), point(2, 1)], b: [point(0, 1)] };
    const next = { a: [point(1, 5), point(2, 9), point(3, 2)] };
    const now = start + 3_600_000 + 5000;
    const { a, b } = joined(before, next, now);
    assert.deepEqual(
      a?.map(({ at, requests }) => [(at - start) / 5000, requests]),
      [
        [1, 5],
        [2, 9],
        [3, 2],
      ],
    );
    assert.deepEqual(b, []);
    assert.equal(sinceOf({ a: a ?? [], b: [] }), start + 2 * 5000);
    assert.equal(sinceOf({}), 0);
  });

  it("has a stretch without requests as silence, and not as a latency of nothing", () => {
    const span = { from: start, to: start + 6 * 5000 };
    const buckets = bucketsOf([point(1, 10, { errors: 5 }), point(4, 20)], span, 5000, 100);
    assert.deepEqual(
      buckets.map(({ perSecond, errorRate, isAnswered }) => [perSecond, errorRate, isAnswered]),
      [
        [2, 0.5, true],
        [0, 0, false],
        [0, 0, false],
        [4, 0, true],
        [0, 0, false],
      ],
    );
  });

  it("puts together what shares a pixel: the mean of the middle, the worst of the ends, no request lost", () => {
    const points = Array.from({ length: 720 }, (_, i) => point(i, 10, { p50: i % 2 ? 1 : 3, p99: i === 301 ? 99 : 4 }));
    const span = { from: start, to: start + 3_600_000 };
    const buckets = bucketsOf(points, span, 5000, 100);
    assert.ok(buckets.length <= 100 && buckets.length >= 85, String(buckets.length));
    assert.equal(Math.max(...buckets.map(({ p99 }) => p99)), 99);
    for (const { p50, perSecond } of buckets) assert.deepEqual([p50, perSecond], [2, 2]);
  });
});
