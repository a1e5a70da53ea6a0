import type Mocha from "mocha";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function runMocha(mocha: Mocha): Promise<Counts> {
  return new Promise((resolve) => {
    const { stats } = mocha.run((failed) =>
      resolve({ passed: stats?.passes ?? 0, failed, skipped: stats?.pending ?? 0 }),
    );
  });
}

export function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}
