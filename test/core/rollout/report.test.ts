import assert from "node:assert/strict";
import { addOutcome, createOutcomes, metricsOf, type OutcomeOf, userValues } from "../../../src/core/rollout/outcomes";
import { planTest } from "../../../src/core/rollout/plan";
import { makeReport, type Report, type ReportInput } from "../../../src/core/rollout/report";

type Arms = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

/** Values by variant and metric; users of the same place in two metrics are the same. */
function input(arms: Arms, weights: readonly number[] = [50, 50]): ReportInput {
  return {
    variants: Object.entries(arms).map(([name, metrics], i) => ({
      name,
      weight: weights[i],
      values: new Map(
        Object.entries(metrics).map(([metric, values]) => [
          metric,
          new Map(values.map((value, user) => [`u${user}`, value])),
        ]),
      ),
    })),
  };
}

function report(arms: Arms, more: Partial<ReportInput> = {}, weights?: readonly number[]): Report {
  return makeReport({ ...input(arms, weights), ...more }).report;
}

function near(actual: number | null | undefined, expected: number, digits = 1e-9): void {
  assert.ok(
    typeof actual === "number" && Math.abs(actual - expected) <= digits * Math.max(1, Math.abs(expected)),
    `${actual}, expected ${expected}`,
  );
}

const a = [12.1, 9.8, 11.4, 13.0, 10.7, 12.9, 11.1, 10.2];
const b = [9.9, 10.4, 9.1, 11.0, 10.1, 9.5, 10.8, 8.7, 10.0];
const shares = (ones: number, n: number) => Array.from({ length: n }, (_, i) => (i < ones ? 1 : 0));

/** Numbers of a bell, without chance: the quantiles of a logistic distribution. */
const bell = (n: number, mean: number, spread: number) =>
  Array.from({ length: n }, (_, i) => mean + spread * Math.log((i + 0.5) / (n - i - 0.5)));

describe("The A/B report", () => {
  // scipy 1.17.1, statsmodels 0.15.0
  it("has the numbers of scipy and statsmodels", () => {
    const { tests, variants, srm } = report({ b: { score: b }, a: { score: a } });
    near(tests.welch.statistic, 2.9741470383368376);
    near(tests.welch.p_value, 0.011998441169810256);
    near(tests.welch.df, 11.6029585997253);
    near(tests.welch.ci_low, 0.38517771955573243);
    near(tests.welch.ci_high, 2.5259333915553754);
    near(tests.msprt.likelihood_ratio, 15.583617312650842);
    near(tests.msprt.p_value, 0.06416995360815207);
    assert.equal(variants.a?.n, 8);
    near(variants.a?.mean, 11.4);
    near(variants.a?.variance, 1.4114285714285713);
    near(variants.b?.mean, 9.944444444444445);
    assert.deepEqual(tests.two_proportion_z, { statistic: null, p_value: null });
    near(srm.p_value, 0.8083651559145103);
    assert.equal(srm.flagged, false);
  });

  it("tests proportions where outcomes are 0 and 1", () => {
    const { tests } = report({ control: { bought: shares(180, 1000) }, treatment: { bought: shares(240, 1000) } });
    near(tests.two_proportion_z.statistic, 3.2939200937616566);
    near(tests.two_proportion_z.p_value, 0.000988005809622312);
    near(tests.difference, 0.06);
    near(tests.relative_difference, 1 / 3);
  });

  it("takes treatment minus control, and the first variant for the control", () => {
    const { tests, control, treatment } = report({ a: { score: a }, b: { score: b } });
    assert.deepEqual([control, treatment], ["a", "b"]);
    near(tests.welch.statistic, -2.9741470383368376);
    near(tests.welch.ci_low, -2.5259333915553754);
  });

  it("takes with CUPED away what was known before", () => {
    const x = [1, 2, 3, 4, 5, 6, 7, 8];
    const y = [2.1, 3.9, 6.2, 7.8, 10.1, 12.2, 13.8, 16.1];
    const arms = { control: { y: y.slice(0, 4), x: x.slice(0, 4) }, treatment: { y: y.slice(4), x: x.slice(4) } };
    const { tests } = report(arms, { metric: "y", covariate: "x" });
    near(tests.cuped.theta, 1.9976190476190476);
    // scipy.stats.ttest_ind(y[4:] - theta*(x[4:]-4.5), y[:4] - theta*(x[:4]-4.5), equal_var=False)
    near(tests.cuped.p_value, 0.6509749661375853);
    assert.equal(tests.cuped.n, 8);
  });

  it("takes for CUPED only users that have both", () => {
    const arms = { control: { y: [1, 2, 4, 9], x: [1, 2, 3] }, treatment: { y: [3, 5, 6], x: [2, 4, 5, 7] } };
    assert.equal(report(arms, { metric: "y", covariate: "x" }).tests.cuped.n, 6);
    assert.deepEqual(report(arms, { metric: "y" }).tests.cuped, {
      theta: null,
      p_value: null,
      ci_low: null,
      ci_high: null,
      n: 0,
    });
    assert.equal(report(arms, { metric: "y", covariate: "nothing" }).tests.cuped.theta, null);
  });

  it("keeps the least p of mSPRT from look to look, by metric", () => {
    const first = makeReport(input({ b: { score: b }, a: { score: a } }));
    const kept = JSON.parse(JSON.stringify(first.looks));
    const weaker = makeReport({
      ...input({ b: { score: b }, a: { score: b.map((value) => value + 0.01) } }),
      looks: kept,
    });
    assert.ok((weaker.report.tests.msprt.likelihood_ratio ?? 9) < 1);
    near(weaker.report.tests.msprt.p_value, 0.06416995360815207);
    const other = makeReport({
      ...input({ b: { other: b }, a: { other: b.map((value) => value + 0.01) } }),
      looks: weaker.looks,
    });
    assert.equal(other.report.tests.msprt.p_value, 1);
  });

  it("says with a logarithm what is too much evidence for a number", () => {
    const { tests } = report({ a: { score: bell(2000, 0, 0.1) }, b: { score: bell(2000, 5, 0.1) } });
    assert.equal(tests.msprt.likelihood_ratio, null);
    assert.ok((tests.msprt.log_likelihood_ratio ?? 0) > 1000);
    assert.equal(tests.msprt.p_value, 0);
  });

  it("sets the users that were counted against the weights", () => {
    const at = (control: number, treatment: number, weights: readonly number[]) =>
      report({ control: { m: bell(control, 0, 1) }, treatment: { m: bell(treatment, 0, 1) } }, {}, weights).srm;
    near(at(5100, 4900, [50, 50]).p_value, 0.04550026389635857);
    near(at(5200, 4800, [50, 50]).statistic, 16);
    near(at(5200, 4800, [50, 50]).p_value, 6.334248366623988e-5);
    assert.deepEqual([at(5100, 4900, [50, 50]).flagged, at(5200, 4800, [50, 50]).flagged], [false, true]);
    near(at(9100, 900, [90, 10]).statistic, 100 / 9);
    assert.equal(at(9100, 900, [90, 10]).flagged, true);
    assert.deepEqual(at(5200, 4800, []), { statistic: null, p_value: null, flagged: false });
  });

  it("raises the p of several metrics by Holm", () => {
    const arms = { control: { m: b, n: bell(50, 1, 1) }, treatment: { m: a, n: bell(50, 1.1, 1) } };
    const [m, n] = report(arms).metrics;
    near(m?.holm_p_value, 2 * 0.011998441169810256);
    assert.equal(m?.metric, "m");
    assert.equal(n?.holm_p_value, n?.p_value);
  });

  it("compares each treatment of several with the control", () => {
    const three = report(
      { control: { m: b }, second: { m: a }, third: { m: b.map((value) => value + 0.1) } },
      {},
      [40, 30, 30],
    );
    assert.deepEqual(Object.keys(three.comparisons), ["second", "third"]);
    assert.deepEqual(three.tests, three.comparisons.second);
  });

  it("has null for what cannot be computed, and survives JSON", () => {
    const none = { statistic: null, p_value: null, df: null, ci_low: null, ci_high: null };
    const cases: readonly Arms[] = [
      {},
      { control: {} },
      { control: {}, treatment: {} },
      { control: { m: [1] }, treatment: { m: [] } },
      { control: { m: [1] }, treatment: { m: [2] } },
      { control: { m: [3, 3, 3] }, treatment: { m: [3, 3] } },
      { control: { m: [0.1, 0.1, 0.1] }, treatment: { m: [0.3, 0.3] } },
    ];
    for (const arms of cases) {
      const made = report(arms);
      assert.deepEqual(made.tests.welch, none, JSON.stringify(arms));
      assert.equal(made.tests.msprt.p_value, null);
      assert.deepEqual(JSON.parse(JSON.stringify(made)), made);
      assert.match(made.advice, /^Wait: /);
    }
    assert.deepEqual(report({ control: { m: [1] }, treatment: {} }).variants, {
      control: { n: 1, mean: 1, variance: null, ci_low: null, ci_high: null },
      treatment: { n: 0, mean: null, variance: null, ci_low: null, ci_high: null },
    });
  });

  describe("says in a sentence", () => {
    const said = (arms: Arms, more: Partial<ReportInput> = {}) => {
      const { verdict, advice } = report(arms, more);
      assert.match(advice, /^[A-Z][^\n]*\.$/);
      return [verdict, advice] as const;
    };

    it("that outcomes are too few", () => {
      assert.deepEqual(said({ champion: { clicks: [1] }, challenger: { clicks: [0, 1] } }), [
        "too-few",
        "Wait: there are too few outcomes of clicks to tell anything (champion 1, challenger 2).",
      ]);
    });

    it("that nobody told of a metric, and of which they did", () => {
      const arms = { champion: { clicks: [1, 0], bought: [1] }, challenger: { clicks: [0, 1] } };
      assert.deepEqual(said(arms, { metric: "click" }), [
        "too-few",
        "Wait: no outcome of click has come in through POST /feedback yet; there are outcomes of clicks, bought.",
      ]);
    });

    it("that the counts do not fit the weights, whatever the difference", () => {
      const arms = { champion: { m: bell(1000, 0, 1) }, challenger: { m: bell(800, 9, 1) } };
      assert.deepEqual(said(arms), [
        "srm",
        "Do not decide yet: 1000 to 800 users do not fit the weights 50 to 50 (p = 0.00000243), so look for what loses users or outcomes first.",
      ]);
    });

    it("that there is no difference, and which one would have been seen", () => {
      const [verdict, advice] = said({ champion: { m: bell(200, 5, 1) }, challenger: { m: bell(200, 5.05, 1) } });
      assert.equal(verdict, "no-difference");
      assert.match(
        advice,
        /^Keep champion or wait: no difference in m is shown: challenger has m 5.05, 0.05 above the 5 of champion .*200 and 200 users would show a difference of 0.5\d+ four times out of five\.$/,
      );
    });

    it("that there is a winner, for sure", () => {
      const [verdict, advice] = said({ champion: { m: bell(200, 5, 1) }, challenger: { m: bell(200, 7, 1) } });
      assert.equal(verdict, "promote");
      assert.match(
        advice,
        /^Promote challenger: challenger has m 7, 2 above the 5 of champion \(95 % interval of the difference 1\.\d+ to 2\.\d+\); this holds however often one looked \(mSPRT p = \S+\)\.$/,
      );
    });

    it("that the challenger is worse, also where lower is better", () => {
      const arms = { champion: { ms: bell(200, 5, 1) }, challenger: { ms: bell(200, 7, 1) } };
      assert.equal(said(arms, { lowerIsBetter: ["ms"] })[0], "keep");
      assert.equal(said({ champion: { m: bell(200, 7, 1) }, challenger: { m: bell(200, 5, 1) } })[0], "keep");
    });

    it("that one planned look would be enough, and many are not", () => {
      const [verdict, advice] = said({
        champion: { bought: shares(180, 1000) },
        challenger: { bought: shares(240, 1000) },
      });
      assert.equal(verdict, "leaning");
      assert.match(
        advice,
        /^Wait, unless this is the one look that was planned, then promote challenger: .*p = 0.00098\).*mSPRT p = 0\.\d+\)\.$/,
      );
    });

    it("that metrics disagree", () => {
      const arms = {
        champion: { revenue: bell(200, 5, 1), returns: bell(200, 1, 0.3) },
        challenger: { revenue: bell(200, 7, 1), returns: bell(200, 2, 0.3) },
      };
      const [verdict, advice] = said(arms, { lowerIsBetter: ["returns"] });
      assert.equal(verdict, "disagree");
      assert.match(
        advice,
        /^Decide by what matters more: challenger is better than champion in revenue \(\+2, p = .*\) and worse in returns \(\+1, p = .*after Holm\.$/,
      );
      assert.equal(said(arms)[0], "promote");
    });
  });
});

describe("Outcomes", () => {
  const tell = (...told: readonly Partial<OutcomeOf>[]) => {
    const outcomes = createOutcomes();
    for (const each of told)
      addOutcome(outcomes, { variant: "a", metric: "m", user: "u", request: undefined, value: 1, ...each });
    return [...userValues(outcomes, "a", "m").values()];
  };

  it("that are told again take the place of the first", () => {
    assert.deepEqual(tell({ value: 0 }, { value: 1 }), [1]);
    assert.deepEqual(tell({ request: "r", value: 0 }, { request: "r", value: 1 }), [1]);
  });

  it("of a user's requests are one value, their mean", () => {
    assert.deepEqual(tell({ request: "r1", value: 0 }, { request: "r2", value: 1 }, { request: "r3", value: 1 }), [
      2 / 3,
    ]);
  });

  it("without a user count by request, and are nobody's by name", () => {
    const nobody = { user: undefined, request: "u" };
    assert.deepEqual(tell({ ...nobody, value: 2 }, { value: 1 }, { ...nobody, value: 3 }), [3, 1]);
  });

  it("are known by their metrics in the order in which these came", () => {
    const outcomes = createOutcomes();
    for (const metric of ["z", "a", "z"])
      addOutcome(outcomes, { variant: "v", metric, user: "u", request: undefined, value: 1 });
    assert.deepEqual(metricsOf(outcomes), ["z", "a"]);
    assert.deepEqual(userValues(outcomes, "other", "z"), new Map());
  });
});

describe("The plan of a test", () => {
  // statsmodels 0.15.0
  it("says how many users an effect takes", () => {
    const share = planTest({ outcome: { kind: "share", now: 0.1 }, wanted: { effect: 0.02 }, weights: [50, 50] });
    assert.deepEqual(share, { users: 7670, control: 3835, treatment: 3835, effect: 0.02 });
    const mean = planTest({ outcome: { kind: "mean", deviation: 5 }, wanted: { effect: 1 }, weights: [50, 50] });
    assert.deepEqual(mean, { users: 788, control: 394, treatment: 394, effect: 1 });
  });

  it("takes more users for weights that differ", () => {
    // statsmodels' TTestIndPower().solve_power(0.2, power=0.8, alpha=0.05, ratio=1/9) says so; the mean of arms is cautious by 0.2 %
    const { control, treatment } = planTest({
      outcome: { kind: "mean", deviation: 1 },
      wanted: { effect: 0.2 },
      weights: [90, 10],
    });
    assert.ok(Math.abs((control ?? 0) / 1963.9452778792552 - 1) < 0.003, String(control));
    assert.ok(Math.abs((treatment ?? 0) - 1963.9452778792552 / 9) < 2, String(treatment));
  });

  it("says what a number of users can show, or that it can show nothing", () => {
    near(
      planTest({ outcome: { kind: "mean", deviation: 1 }, wanted: { users: 1000 }, weights: [50, 50] }).effect,
      0.177358,
      1e-5,
    );
    const { effect } = planTest({ outcome: { kind: "share", now: 0.1 }, wanted: { users: 7669.2 }, weights: [50, 50] });
    near(effect, 0.02, 1e-5);
    assert.equal(
      planTest({ outcome: { kind: "share", now: 0.1 }, wanted: { users: 2 }, weights: [50, 50] }).effect,
      null,
    );
    assert.equal(
      planTest({ outcome: { kind: "mean", deviation: 1 }, wanted: { effect: 0 }, weights: [50, 50] }).users,
      null,
    );
  });
});
