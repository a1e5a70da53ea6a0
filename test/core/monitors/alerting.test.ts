import assert from "node:assert/strict";
import { atRest, follow } from "../../../src/core/monitors/alerting";
import { judge } from "../../../src/core/monitors/judge";
import type { Monitor } from "../../../src/core/monitors/monitor";
import { readMonitors } from "../../../src/core/monitors/readMonitors";
import type { Health } from "../../../src/shared/monitors";

/** `f` failing, `w` warning, `h` healthy, `u` unknown; a window an hour. Returns when somebody was told. */
function told(course: string, wish: { after: number; repeatAfter: number | undefined }): string {
  const healths: Record<string, Health> = { f: "failing", w: "warning", h: "healthy", u: "unknown" };
  let standing = atRest;
  return [...course]
    .map((letter, i) => {
      const step = follow(standing, healths[letter] as Health, { wish, at: (i + 1) * 3_600_000 });
      standing = step.standing;
      return step.tell ? "!" : ".";
    })
    .join("");
}

describe("alerts", () => {
  const once = { after: 1, repeatAfter: undefined };
  it("are raised when it gets bad, and once", () => assert.equal(told("hwfffh", once), "..!..."));
  it("are not raised anew by one that flaps", () => assert.equal(told("fhfhfhhf", once), "!......!"));
  it("wait for so many bad windows in a row", () =>
    assert.equal(told("ffhfffh", { after: 3, repeatAfter: undefined }), ".....!."));
  it("are repeated while it stays bad", () =>
    assert.equal(told("fffffff", { after: 1, repeatAfter: 3 * 3_600_000 }), "!..!..!"));
  it("are neither raised nor forgotten by a window of which nothing is known", () =>
    assert.equal(told("fuuufh", once), "!....."));
});

describe("what a monitor says", () => {
  const monitor = (more: string): Monitor =>
    readMonitors(`monitors: {m: {deployment: d, reference: r.csv, ${more}}}`).monitors[0] as Monitor;
  const drift = (drifted: number, tested: number) => ({ drift: { drifted, tested } });

  it("is how many columns drifted, and how bad that is", () => {
    const four = monitor("alert: {drifted: 4}");
    assert.deepEqual(judge(four, drift(0, 21)), { health: "healthy", says: "no drift in 21 columns", limit: 4 });
    assert.deepEqual(judge(four, drift(3, 21)), { health: "warning", says: "3 of 21 columns drifted", limit: 4 });
    assert.deepEqual(judge(four, drift(4, 21)), { health: "failing", says: "4 of 21 columns drifted", limit: 4 });
    assert.equal(judge(monitor("drift-share: 0.5"), drift(2, 5)).limit, 3);
    assert.equal(judge(monitor("drift-share: 0.5"), drift(2, 4)).limit, 2);
  });

  it("is the worst of all that it looks at", () => {
    const all = monitor("quality: {actual: y, metrics: {accuracy: {min: 0.9}}}, health: {p95-ms: {max: 50}}");
    assert.deepEqual(judge(all, { ...drift(1, 9), quality: { accuracy: 0.81234 }, health: { "p95-ms": 3 } }), {
      health: "failing",
      says: "accuracy 0.8123 is below 0.9",
      limit: 5,
    });
    assert.equal(
      judge(all, { ...drift(0, 9), quality: { accuracy: 0.95 }, health: { "p95-ms": 3 } }).health,
      "healthy",
    );
    assert.equal(
      judge(all, { segments: { north: { drifted: 5, tested: 9 } } }).says,
      "5 of 9 columns drifted where it is north",
    );
  });

  it("is failing where nobody answers, however well the window was before", () => {
    const watched = monitor("health: {p95-ms: {max: 50}}");
    const down = "nobody answers for 'd': its process ended";
    const judged = judge(watched, { ...drift(0, 2), health: { "p95-ms": 3 }, down });
    assert.deepEqual([judged.health, judged.says], ["failing", down]);
  });

  it("is at best unknown where a figure is not known that has a range", () => {
    const watched = monitor("health: {requests: {min: 1}, disk-free-gb: {min: 1}}");
    const judged = judge(watched, { ...drift(0, 2), health: { "disk-free-gb": 9 } });
    assert.deepEqual([judged.health, judged.says], ["unknown", "requests is not known"]);
    assert.equal(judge(watched, { ...drift(2, 2), health: { "disk-free-gb": 9 } }).health, "failing");
  });

  it("is unknown without anything to say", () => {
    const watched = monitor("health: {p95-ms: {max: 50}}");
    assert.equal(judge(watched, { ...drift(0, 0), health: { "p95-ms": 3 } }).health, "unknown");
    assert.equal(judge(watched, { health: { "p95-ms": 3 } }).health, "unknown");
    assert.equal(judge(watched, { ...drift(0, 2), health: { "p95-ms": 3 } }).health, "healthy");
    const quality = monitor("quality: {actual: y, metrics: {accuracy: {min: 0.9}}}");
    assert.deepEqual(judge(quality, {}), { health: "unknown", says: "accuracy is not known" });
  });
});
