import assert from "node:assert/strict";
import { createCourse } from "../../../src/runtime/rollout/gateway/course";

describe("What a variant did over the last hour", () => {
  let now = 0;
  beforeEach(() => {
    now = 1_000_000_000;
  });

  it("is a point every five seconds, of those in which it was asked", () => {
    const course = createCourse(() => now);
    for (let i = 1; i <= 100; i++) course.add(i, i > 90);
    now += 12_000;
    course.add(7, false);
    const points = course.points(0);
    assert.deepEqual(
      points.map(({ at, requests, errors }) => [at - 1_000_000_000, requests, errors]),
      [
        [0, 100, 10],
        [10_000, 1, 0],
      ],
    );
    const [first] = points;
    for (const [value, wanted] of [
      [first?.p50, 50],
      [first?.p95, 95],
      [first?.p99, 99],
    ] as const)
      assert.ok(Math.abs((value ?? 0) / wanted - 1) < 0.1, `${value} is about ${wanted}`);
  });

  it("tells again the point that still grows, and no older one than was asked for", () => {
    const course = createCourse(() => now);
    course.add(1, false);
    now += 5000;
    course.add(1, false);
    const [, last] = course.points(0);
    course.add(1, false);
    assert.deepEqual(
      course.points(last?.at ?? 0).map(({ requests }) => requests),
      [2],
    );
  });

  it("forgets what is older than an hour", () => {
    const course = createCourse(() => now);
    for (let i = 0; i < 2000; i++) {
      course.add(1, false);
      now += 5000;
    }
    const points = course.points(0);
    assert.equal(points.length, 720);
    assert.equal(points.at(-1)?.at, now - 5000);
    now += 3_600_000;
    assert.deepEqual(course.points(0), []);
  });
});
