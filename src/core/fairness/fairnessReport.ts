import { invalid } from "../../shared/apiError";
import { type FairnessGroup, type FairnessReport, fairnessRates } from "../../shared/fairness";
import type { Frame } from "../frame/frame";
import { wilson } from "../quality/intervals";
import { rankScores } from "../quality/ranking";
import { isOf } from "../quality/read/classRows";
import { rowsByGroup } from "../quality/read/groupColumn";
import { pick } from "../quality/read/keptRows";
import { calibration, expectedCalibrationError } from "../quality/read/probabilities";
import { readRows } from "../quality/read/readRows";
import { thresholdRow } from "../quality/thresholds";
import { createRandom } from "../stats/random";
import { type Cells, countCells, figuresOf, partsOf } from "./cells";
import { disparities } from "./disparities";
import { type Groups, groupRows } from "./groups";
import { resampleCells } from "./resample";

export interface FairnessRoles {
  readonly actual: string;
  readonly prediction?: string | undefined;
  readonly probability?: string | undefined;
  /** Answers are probabilities from here on; without it the table's own, or from 0.5 on. */
  readonly threshold?: number | undefined;
  readonly sensitive: readonly string[];
  readonly positive?: string | undefined;
}

const draws = 1000;
const seed = 7;
const fewRows = 30;

export function fairnessReport(frame: Frame, roles: FairnessRoles): FairnessReport {
  const { sensitive, threshold } = roles;
  if (sensitive.length === 0) return invalid("sensitive: name the columns whose groups are compared");
  if (threshold !== undefined && roles.probability === undefined)
    return invalid("threshold: name the column of probabilities too");
  const usesScores = threshold !== undefined || roles.prediction === undefined;
  const { kept, classification: rows } = readRows(frame, {
    actual: roles.actual,
    prediction: usesScores ? undefined : roles.prediction,
    probability: roles.probability === undefined ? undefined : [roles.probability],
    positive: roles.positive,
    kind: "classification",
  });
  if (!rows || kept.rows.length === 0)
    return invalid(`no row has all of ${[roles.actual, roles.prediction ?? roles.probability].join(", ")}`);
  const { labels, actual, predicted } = rows;
  const positive = rows.positive ?? labels.indexOf(roles.positive ?? "");
  if (positive < 0)
    return invalid(
      `positive: there are ${labels.length} classes (${labels.slice(0, 6).join(", ")}); name the one that is the good answer`,
    );
  const scores = rows.probabilities?.[positive];
  const isPositive = isOf(actual, positive);
  const isSelected =
    scores && usesScores
      ? Uint8Array.from(scores, (score) => (score >= (threshold ?? 0.5) ? 1 : 0))
      : isOf(predicted, positive);
  const groups = groupRows(frame, sensitive);
  const members = rowsByGroup(pick(groups.codes, kept.rows), groups.names.length);
  const cells = members.map((rowsOfGroup) => countCells(isPositive, isSelected, rowsOfGroup));
  const present = groups.names.map((_, at) => at).filter((at) => (members[at]?.length ?? 0) > 0);
  const found = present.map((at) =>
    groupOf(groups, at, cells[at] as Cells, scores && takeGroup(scores, isPositive, members[at] as Uint32Array)),
  );
  const others = labels.filter((_, at) => at !== positive);
  return {
    rows: kept.rows.length,
    dropped: kept.dropped,
    positive: labels[positive] as string,
    negative: others.length === 1 ? (others[0] as string) : `not ${labels[positive]}`,
    ...(usesScores ? { threshold: threshold ?? 0.5 } : {}),
    sensitive,
    overall: figuresOf(countCells(isPositive, isSelected)),
    groups: found,
    ...measureDisparities(
      present.map((at) => cells[at] as Cells),
      found,
    ),
  };
}

interface GroupScores {
  readonly scores: Float64Array;
  readonly isPositive: Uint8Array;
}

function takeGroup(scores: Float64Array, isPositive: Uint8Array, rows: Uint32Array): GroupScores {
  return { scores: pick(scores, rows), isPositive: Uint8Array.from(rows, (row) => isPositive[row] as number) };
}

function groupOf({ names }: Groups, at: number, cells: Cells, scored: GroupScores | undefined): FairnessGroup {
  const parts = partsOf(cells);
  const bins = scored && calibration(scored.scores, scored.isPositive);
  return {
    ...(names[at] as Groups["names"][number]),
    ...figuresOf(cells),
    unknown: fairnessRates.filter((rate) => parts[rate][1] === 0),
    intervals: Object.fromEntries(fairnessRates.map((rate) => [rate, wilson(...parts[rate])])),
    ...(bins ? { calibration: bins, expected_calibration_error: expectedCalibrationError(bins) } : {}),
    ...(scored ? { selected_from: selectedFrom(scored) } : {}),
  };
}

/** Positive and negative rows from each hundredth on. */
function selectedFrom({ scores, isPositive }: GroupScores): [number, number][] {
  const ranking = rankScores(scores, isPositive);
  const positives = isPositive.reduce((sum, is) => sum + is, 0);
  return Array.from({ length: 101 }, (_, at) => {
    const { selected, recall } = thresholdRow(ranking, at / 100);
    const hits = Math.round(recall * positives);
    return [hits, selected - hits];
  });
}

function measureDisparities(
  cells: readonly Cells[],
  groups: readonly FairnessGroup[],
): Pick<FairnessReport, "figures" | "intervals" | "why" | "notes"> {
  const measured = disparitiesOf(cells);
  const errors = groups.flatMap(({ expected_calibration_error: error }) => (typeof error === "number" ? [error] : []));
  if (errors.length > 0) measured.calibration_difference = Math.max(...errors) - Math.min(...errors);
  const entries = Object.entries(measured);
  const notes = [...unknownNotes(groups), ...smallNotes(groups)];
  return {
    figures: Object.fromEntries(entries.map(([name, value]) => [name, Number.isFinite(value) ? value : null])),
    intervals: intervalsOf(cells, Object.keys(measured)),
    why: Object.fromEntries(
      entries.flatMap(([name, value]) => (Number.isFinite(value) ? [] : [[name, "the rate is 0 in all groups"]])),
    ),
    ...(notes.length > 0 ? { notes } : {}),
  };
}

function disparitiesOf(cells: readonly Cells[]): Record<string, number> {
  const sum = (key: keyof Cells) => cells.reduce((total, each) => total + each[key], 0);
  const overall = figuresOf({ tp: sum("tp"), fp: sum("fp"), fn: sum("fn"), tn: sum("tn") });
  return disparities(cells.map(figuresOf), overall);
}

function intervalsOf(cells: readonly Cells[], names: readonly string[]): Record<string, readonly [number, number]> {
  const random = createRandom(seed);
  const values = new Map(names.map((name) => [name, new Float64Array(draws).fill(Number.NaN)]));
  for (let draw = 0; draw < draws; draw++)
    for (const [name, value] of Object.entries(disparitiesOf(resampleCells(cells, random))))
      (values.get(name) as Float64Array)[draw] = value;
  return Object.fromEntries(
    [...values].flatMap(([name, drawn]) => {
      const known = drawn.filter(Number.isFinite).sort();
      if (known.length < draws / 2) return [];
      const at = (share: number) => known[Math.round(share * (known.length - 1))] as number;
      return [[name, [at(0.025), at(0.975)]]];
    }),
  );
}

function unknownNotes(groups: readonly FairnessGroup[]): string[] {
  return groups.flatMap(({ group, unknown }) =>
    unknown.length === 0
      ? []
      : [`no row of '${group}' tells its ${unknown.join(", ").replaceAll("_", " ")}: counted as 0`],
  );
}

function smallNotes(groups: readonly FairnessGroup[]): string[] {
  const small = groups.filter(({ count }) => count < fewRows).map(({ group, count }) => `'${group}' (${count})`);
  return small.length === 0
    ? []
    : [`few rows, so little is sure: ${small.slice(0, 8).join(", ")}${small.length > 8 ? ", …" : ""}`];
}
