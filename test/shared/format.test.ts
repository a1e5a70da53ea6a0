import assert from "node:assert/strict";
import {
  formatAxisCount,
  formatBytes,
  formatCount,
  formatDate,
  formatDuration,
  formatEnglishCount,
  formatNumber,
  formatPercent,
  formatSigned,
  formatSince,
  formatTimeLeft,
} from "../../src/shared/format";

function each<T>(format: (value: T) => string, table: readonly (readonly [T, string])[]): void {
  assert.deepEqual(
    table.map(([value]) => [value, format(value)]),
    table,
  );
}

describe("formats", () => {
  it("shows numbers with four significant digits and never drops a digit before the point", () => {
    each(formatNumber, [
      [0.87694, "0.8769"],
      [0.5, "0.5"],
      [0, "0"],
      [-0, "0"],
      [3.2e-6, "3.2e-6"],
      [0.0001, "0.0001"],
      [0.00009999, "9.999e-5"],
      [12_100_000, "1.21e7"],
      [123_456.7, "123457"],
      [999_999.9, "1e6"],
      [999.99, "1000"],
      [42, "42"],
      [-0.5, "−0.5"],
      [Number.NaN, "NaN"],
      [Number.POSITIVE_INFINITY, "∞"],
      [Number.NEGATIVE_INFINITY, "−∞"],
    ]);
  });

  it("says the direction of a difference", () => {
    each(formatSigned, [
      [0.00741, "+0.00741"],
      [-0.0053, "−0.0053"],
      [0, "0"],
    ]);
  });

  it("groups counts, and shortens them only for axes", () => {
    assert.equal(formatCount(12345, "en"), "12,345");
    for (const count of [0, 999, 1000, 12345, 1234567])
      assert.equal(formatEnglishCount(count), formatCount(count, "en"));
    each(formatAxisCount, [
      [900, "900"],
      [1_200_000, "1.2 M"],
      [25_000, "25 k"],
    ]);
  });

  it("puts a thin space before the percent sign", () => {
    assert.equal(formatPercent(0.75), "75\u2009%");
  });

  it("counts bytes in thousands", () => {
    each(formatBytes, [
      [0, "0 B"],
      [412, "412 B"],
      [38_200, "38 kB"],
      [6_830_000, "6.8 MB"],
      [999_999, "1 MB"],
      [9_960_000, "10 MB"],
    ]);
  });

  it("gives durations two units at most", () => {
    each(formatDuration, [
      [4.08, "4.1 ms"],
      [250.4, "250 ms"],
      [999.9, "999 ms"],
      [48_900, "48s"],
      [59_999, "59s"],
      [401_000, "6m 41s"],
      [7_560_000, "2h 06m"],
      [792_000_000, "9d 4h"],
    ]);
    each(formatTimeLeft, [
      [20_400, "about 20 s"],
      [300_000, "about 5 min"],
      [10_800_000, "about 3 h"],
    ]);
  });

  it("names the year only when it is another one", () => {
    const now = new Date(2026, 10, 21, 12).getTime();
    assert.equal(formatDate(new Date(2026, 10, 21, 8, 11, 5).getTime(), { now }), "21 Nov 08:11");
    assert.equal(formatDate(new Date(2026, 10, 21, 8, 11, 5).getTime(), { now, seconds: true }), "21 Nov 08:11:05");
    assert.equal(formatDate(new Date(2024, 0, 2, 8, 11).getTime(), { now }), "2 Jan 2024 08:11");
    assert.equal(formatDate(Number.NaN, { now }), "");
  });

  it("is relative only below one minute", () => {
    const now = new Date(2026, 10, 21, 12).getTime();
    assert.equal(formatSince(now - 12_000, { now }), "12s ago");
    assert.equal(formatSince(now - 60_000, { now }), "21 Nov 11:59");
  });
});
