import assert from "node:assert/strict";
import { fairnessReport } from "../../../src/core/fairness/fairnessReport";
import { columnOfValues } from "../../../src/core/frame/columnOfValues";
import type { Frame } from "../../../src/core/frame/frame";
import { createRandom } from "../../../src/core/stats/random";
import type { GroupFigures } from "../../../src/shared/fairness";
import { type Peer, startPeer } from "./peer";

type Value = number | string | null;

interface FairCase {
  readonly name: string;
  readonly actual: readonly Value[];
  readonly predicted: readonly Value[];
  readonly sensitive: Readonly<Record<string, readonly Value[]>>;
}

interface Answer {
  readonly figures: Record<string, number | null>;
  readonly overall: Record<string, number>;
  readonly groups: (Record<string, number> & { group: string })[];
}

function people(n: number, seed: number): FairCase {
  const random = createRandom(seed);
  const sex = Array.from({ length: n }, () => (random() < 0.4 ? "female" : "male"));
  const region = Array.from({ length: n }, () => ["north", "south", "west"][Math.floor(random() * 3)] as string);
  const actual = sex.map((each) => Number(random() < (each === "male" ? 0.5 : 0.35)));
  const predicted = actual.map((label, row) =>
    random() < (region[row] === "west" ? 0.6 : 0.8) ? label : Number(random() < 0.5),
  );
  return { name: `${n} people`, actual, predicted, sensitive: { sex, region } };
}

const many = people(800, 1);
const { sex = [], region = [] } = many.sensitive;
const cases: readonly FairCase[] = [
  { ...many, name: "one column", sensitive: { sex } },
  { ...many, name: "three groups", sensitive: { region } },
  { ...many, name: "two columns together" },
  { ...people(60, 2), name: "few rows, groups of a handful" },
  {
    name: "a combination that does not occur",
    actual: [0, 1, 1, 0, 1, 0],
    predicted: [0, 1, 0, 1, 1, 0],
    sensitive: { sex: ["f", "f", "m", "m", "m", "f"], region: ["n", "n", "s", "s", "n", "n"] },
  },
  {
    name: "a group without positive rows",
    actual: [0, 0, 1, 1, 0, 1],
    predicted: [0, 1, 1, 0, 0, 1],
    sensitive: { sex: ["f", "f", "m", "m", "m", "m"] },
  },
  {
    name: "nobody is selected",
    actual: [0, 1, 1, 0],
    predicted: [0, 0, 0, 0],
    sensitive: { sex: ["f", "f", "m", "m"] },
  },
  {
    name: "no false positive anywhere",
    actual: [0, 1, 1, 0, 1],
    predicted: [0, 1, 1, 0, 0],
    sensitive: { sex: ["f", "f", "m", "m", "m"] },
  },
  { name: "one group", actual: [0, 1, 1, 0], predicted: [1, 1, 0, 0], sensitive: { sex: ["f", "f", "f", "f"] } },
  {
    ...many,
    name: "gaps",
    actual: many.actual.map((label, row) => (row % 13 === 0 ? null : label)),
    sensitive: { region },
  },
  {
    ...many,
    name: "a number of few values",
    sensitive: { children: many.actual.map((_, row) => row % 4) },
  },
];

function frameOf({ actual, predicted, sensitive }: FairCase): Frame {
  const columns = Object.entries({ actual, predicted, ...sensitive });
  return { rows: actual.length, columns: columns.map(([name, values]) => columnOfValues(name, values)) };
}

function reportOf(each: FairCase) {
  const sensitive = Object.keys(each.sensitive);
  return fairnessReport(frameOf(each), { actual: "actual", prediction: "predicted", sensitive, positive: "1" });
}

function near(got: number | null | undefined, want: number | null | undefined, what: string): void {
  if (want === null || want === undefined) {
    assert.equal(got ?? null, null, what);
    return;
  }
  assert.ok(typeof got === "number" && Math.abs(got - want) <= 1e-9, `${what}: ${got}, fairlearn ${want}`);
}

describe("fairness as fairlearn measures it", function () {
  this.timeout(120_000);
  let peer: Peer;
  before(async function () {
    peer = await startPeer(this);
  });
  after(async () => peer?.stop());

  it("of groups, differences and ratios", async () => {
    const answers = await peer.call<Answer[]>("fairness", "compare", cases);
    for (const [at, each] of cases.entries()) {
      const report = reportOf(each);
      const { figures, overall, groups } = answers[at] as Answer;
      for (const [name, want] of Object.entries(figures)) {
        near(report.figures[name], want, `${each.name}: ${name}`);
        if (want === null) assert.ok(report.why[name], `${each.name}: why there is no ${name}`);
      }
      for (const [name, want] of Object.entries(overall))
        near(report.overall[name as keyof GroupFigures], want, `${each.name}: ${name} of all`);
      assert.deepEqual(
        report.groups.map(({ group }) => group),
        groups.map(({ group }) => group),
        each.name,
      );
      groups.forEach(({ group, ...rates }, place) => {
        const own = report.groups[place];
        for (const [name, want] of Object.entries(rates))
          near(own?.[name as keyof GroupFigures], want, `${each.name}: ${name} of ${group}`);
      });
    }
  });

  it("puts intervals where drawing row by row puts them", async () => {
    const group = sex;
    const want = await peer.call<[number, number]>("fairness", "resampled", {
      actual: many.actual,
      predicted: many.predicted,
      group,
      draws: 150,
    });
    const [low, high] = reportOf({ ...many, sensitive: { sex } }).intervals.demographic_parity_difference ?? [9, 9];
    assert.ok(Math.abs(low - want[0]) < 0.03 && Math.abs(high - want[1]) < 0.03, `${low}…${high}, by rows ${want}`);
  });

  it("gives the same intervals each time", () => {
    assert.deepEqual(reportOf(many).intervals, reportOf(many).intervals);
  });
});
