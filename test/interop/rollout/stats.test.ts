import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { predictionDrift } from "../../../src/core/rollout/drift";
import { createObserved, type Observed, observePrediction } from "../../../src/core/rollout/observed";
import { makeReport, type Report } from "../../../src/core/rollout/report";
import { holm } from "../../../src/core/stats/holm";
import { sizeForMeans, sizeForProportions } from "../../../src/core/stats/power";
import { pythonOrSkip } from "../venv";

const script = resolve(__dirname, "../../../../test/interop/scripts/rolloutStats.py");

type Numbers = readonly (number | null | undefined)[];

interface Case {
  readonly name: string;
  readonly asked: Readonly<Record<string, unknown>> & { readonly kind: string };
  readonly ours: Numbers;
  /** Relative. */
  readonly within: number;
}

interface Arms {
  readonly control: readonly number[];
  readonly treatment: readonly number[];
}

/** Another seed every day, said where a case fails. */
const seed = Math.floor(Date.now() / 86_400_000);

function randomFrom(from: number): () => number {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomFrom(seed);
const bell = (mean: number, deviation: number) =>
  mean + deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const many = (n: number, draw: () => number) => Array.from({ length: n }, draw);

function reportOf({ control, treatment }: Arms, before?: Arms): Report {
  const variant = (name: "control" | "treatment", values: readonly number[]) => ({
    name,
    weight: 50,
    values: new Map([
      ["metric", usersOf(values)],
      ["before", usersOf(before?.[name] ?? [])],
    ]),
  });
  return makeReport({
    variants: [variant("control", control), variant("treatment", treatment)],
    metric: "metric",
    covariate: "before",
  }).report;
}

function usersOf(values: readonly number[]): Map<string, number> {
  return new Map(values.map((value, i) => [`user-${i}`, value]));
}

function welchCase(name: string, arms: Arms): Case {
  const { welch } = reportOf(arms).tests;
  const ours = [welch.statistic, welch.p_value, welch.df, welch.ci_low, welch.ci_high];
  return { name: `Welch, ${name}`, asked: { kind: "welch", ...arms }, ours, within: 1e-8 };
}

function casesOf(): Case[] {
  const cases: Case[] = [];
  for (const [n, m] of [
    [2, 2],
    [2, 50],
    [3, 7],
    [30, 31],
    [500, 20],
    [5000, 5000],
    [100_000, 80_000],
  ] as const)
    for (const [shift, spread] of [
      [0, 1],
      [0.1, 3],
      [50, 1e-3],
      [-1e6, 1],
    ] as const) {
      const arms = { control: many(n, () => bell(5, 1)), treatment: many(m, () => bell(5 + shift, spread)) };
      cases.push(welchCase(`${n} and ${m}, ${shift} apart`, arms));
      const { msprt } = reportOf(arms).tests;
      const ours = [msprt.log_likelihood_ratio, msprt.p_value];
      cases.push({
        name: `mSPRT, ${n} and ${m}, ${shift} apart`,
        asked: { kind: "msprt", ...arms },
        ours,
        within: 1e-7,
      });
    }
  cases.push(welchCase("one that does not vary", { control: [3, 3, 3], treatment: many(9, () => bell(3, 1)) }));

  for (const [n, m, p, q] of [
    [10, 12, 0.5, 0.5],
    [1000, 1000, 0.1, 0.12],
    [40_000, 3000, 0.02, 0.03],
    [50, 60, 0, 0.2],
    [30, 30, 0, 0],
    [30, 20, 1, 1],
  ] as const) {
    const arms = { control: many(n, () => Number(random() < p)), treatment: many(m, () => Number(random() < q)) };
    const { statistic, p_value } = reportOf(arms).tests.two_proportion_z;
    cases.push({
      name: `two proportions, ${p} of ${n} and ${q} of ${m}`,
      asked: { kind: "proportions", ...arms },
      ours: [statistic, p_value],
      within: 1e-9,
    });
  }

  for (const n of [3, 20, 2000]) {
    const before = { control: many(n, () => bell(100, 20)), treatment: many(n, () => bell(100, 20)) };
    const after = (values: readonly number[], more: number) => values.map((value) => 0.7 * value + more + bell(0, 5));
    const arms = { control: after(before.control, 0), treatment: after(before.treatment, 1) };
    const { theta, p_value } = reportOf(arms, before).tests.cuped;
    const asked = { kind: "cuped", ...arms, control_before: before.control, treatment_before: before.treatment };
    cases.push({ name: `CUPED of ${n}`, asked, ours: [theta, p_value], within: 1e-8 });
  }

  for (const counts of [
    [1, 0],
    [7, 9],
    [512, 488],
    [100_000, 99_000],
  ] as const) {
    const { srm } = reportOf({ control: many(counts[0], () => 1), treatment: many(counts[1], () => 1) });
    cases.push({
      name: `SRM of ${counts}`,
      asked: { kind: "srm", counts, weights: [50, 50] },
      ours: [srm.statistic, srm.p_value],
      within: 1e-9,
    });
  }

  for (const n of [1, 2, 7]) {
    const p = many(n, () => random() ** 3);
    cases.push({ name: `Holm of ${n}`, asked: { kind: "holm", p }, ours: holm(p), within: 1e-12 });
  }
  for (const d of [0.02, 0.2, 0.8, 2])
    cases.push({
      name: `users for ${d} deviations`,
      asked: { kind: "size", d },
      ours: [sizeForMeans(d)],
      within: 1e-6,
    });
  for (const [from, to] of [
    [0.1, 0.12],
    [0.5, 0.45],
    [0.001, 0.002],
  ] as const)
    cases.push({
      name: `users from ${from} to ${to}`,
      asked: { kind: "size", from, to },
      ours: [sizeForProportions(from, to)],
      within: 1e-6,
    });

  const [stable, canary] = [many(3000, random), many(700, () => random() ** 1.5)];
  const drift = predictionDrift(observed(stable), observed(canary), "ks");
  // classes of 2 % put together what scipy tells apart
  cases.push({
    name: "drift by Kolmogorov and Smirnov",
    asked: { kind: "drift", stable, canary },
    ours: [drift?.value],
    within: 0.1,
  });
  return cases;
}

function observed(values: readonly number[]): Observed {
  const seen = createObserved();
  for (const value of values) observePrediction(seen, value);
  return seen;
}

async function ask(python: string, cases: readonly Case[]): Promise<Numbers[]> {
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify(cases.map(({ asked }) => asked)));
  let said = "";
  for await (const part of child.stdout) said += String(part);
  return JSON.parse(said) as Numbers[];
}

function isNear(ours: number | null | undefined, theirs: number | null | undefined, within: number): boolean {
  if (typeof ours !== "number" || typeof theirs !== "number") return (ours ?? null) === (theirs ?? null);
  return Math.abs(ours - theirs) <= within * Math.abs(theirs) + 1e-12;
}

describe("The numbers of an A/B report, against scipy and statsmodels", () => {
  it("are the same for random samples, tiny, huge and odd", async function () {
    const python = await pythonOrSkip(this);
    const cases = casesOf();
    const answers = await ask(python, cases);
    assert.equal(answers.length, cases.length);
    const wrong = cases.flatMap(({ name, ours, within }, i) => {
      const theirs = answers[i] ?? [];
      const same = theirs.length === ours.length && theirs.every((each, at) => isNear(ours[at], each, within));
      return same ? [] : [`${name}\n      ours     ${ours.join(", ")}\n      expected ${theirs.join(", ")}`];
    });
    assert.equal(
      wrong.length,
      0,
      `seed ${seed}: ${wrong.length} of ${cases.length} differ:\n    ${wrong.join("\n    ")}`,
    );
  });
});
