import assert from "node:assert/strict";
import type { Monitor } from "../../../src/core/monitors/monitor";
import { readMonitors } from "../../../src/core/monitors/readMonitors";
import { nextAt, windowNow, windowsDue } from "../../../src/core/monitors/windows";

const hour = 3_600_000;
const at = (text: string) => Date.parse(`2026-11-22T${text}:00Z`);
const monitor = (more: string): Monitor =>
  readMonitors(`monitors: {m: {deployment: d, reference: r.csv, ${more}}}`).monitors[0] as Monitor;

describe("windows", () => {
  it("that slide end now, and are looked at on whole multiples", () => {
    const sliding = monitor("window: 1h, every: 10m");
    assert.deepEqual(windowsDue(sliding, undefined, at("09:34")), [{ from: at("08:34"), to: at("09:34") }]);
    assert.equal(nextAt(sliding, { last: undefined, seen: at("09:34") }), at("09:34"));
    assert.equal(nextAt(sliding, { last: at("09:34"), seen: at("09:00") }), at("09:40"));
    assert.equal(nextAt(sliding, { last: at("09:40"), seen: at("09:00") }), at("09:50"));
  });

  it("that tumble follow each other, and those that were missed are made up for", () => {
    const tumbling = monitor("window: 1h, kind: tumbling");
    assert.deepEqual(windowsDue(tumbling, undefined, at("09:34")), [{ from: at("08:00"), to: at("09:00") }]);
    assert.deepEqual(windowsDue(tumbling, at("09:00"), at("09:59")), []);
    assert.deepEqual(windowsDue(tumbling, at("07:00"), at("09:00")), [
      { from: at("07:00"), to: at("08:00") },
      { from: at("08:00"), to: at("09:00") },
    ]);
    assert.equal(windowsDue(tumbling, at("07:00") - 1000 * hour, at("09:00")).length, 24);
    assert.deepEqual(windowNow(tumbling, at("09:00"), at("09:34")), { from: at("09:00"), to: at("09:34") });
    assert.equal(nextAt(tumbling, { last: undefined, seen: at("09:34") }), at("10:00"));
  });

  it("of a schedule are looked at when clocks of its zone say so", () => {
    const daily = monitor("schedule: 0 3 * * *, timezone: Europe/Berlin");
    assert.equal(nextAt(daily, { last: undefined, seen: at("09:34") }), at("02:00") + 24 * hour);
    assert.equal(nextAt(daily, { last: at("02:00"), seen: at("09:34") }), at("02:00") + 24 * hour);
    // one that was slept through is made up for within the hour
    assert.equal(nextAt(daily, { last: at("02:00") - 24 * hour, seen: at("02:30") }), at("02:00"));
    const yearly = monitor("schedule: '@yearly', timezone: UTC");
    assert.equal(nextAt(yearly, { last: undefined, seen: at("09:34") }), Date.parse("2027-01-01T00:00:00Z"));
  });
});
