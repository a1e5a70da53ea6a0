import { type DriftWish, measureDrift } from "../../../core/drift/measureDrift";
import { tests as driftTests } from "../../../core/drift/tests";
import type { Frame, FrameColumn } from "../../../core/frame/frame";
import { textColumn } from "../../../core/frame/textColumn";
import { qualityReport } from "../../../core/quality/qualityReport";
import { ApiError, invalid } from "../../../shared/apiError";
import type { ColumnType, DriftDocument, DriftTest } from "../../../shared/drift";
import { didYouMean } from "../../../shared/suggest";
import { checkSuite } from "./checkSuite";
import { type Current, currentFrame, readNamed } from "./currentFrame";
import type { LookAnswer, LookTask, QualityTask } from "./lookTask";
import { readOutcomes } from "./readOutcomes";

/** Looks at a window in a thread of its own. What cannot be looked at is said, and the rest goes on. */
export async function lookAtWindow(task: LookTask): Promise<LookAnswer> {
  const faults: string[] = [];
  const current = await currentFrame(task.current);
  const isEmpty = current.frame.rows === 0;
  if (isEmpty && (task.reference || task.suite || task.quality)) faults.push("there are no rows in the window");
  const part = async <T>(run: (() => Promise<T>) | undefined): Promise<T | undefined> => {
    if (run === undefined) return undefined;
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      faults.push(error.message);
      return undefined;
    }
  };
  const { suite, quality } = task;
  const drift = await part(isEmpty ? undefined : task.reference && (() => driftOf(task, current)));
  const validation = await part(suite && (() => checkSuite(suite, current.frame)));
  const figures = await part(isEmpty ? undefined : quality && (() => qualityOf(task, quality, current)));
  const report = drift?.report;
  if (report?.tested === 0) faults.push(`no column could be tested${firstWhy(report.skipped)}`);
  return {
    rows: current.rows,
    ...(current.from !== undefined && { from: current.from }),
    findings: {
      ...(report && { drift: { drifted: report.drifted, tested: report.tested } }),
      ...(report?.segments && {
        segments: Object.fromEntries(
          Object.entries(report.segments).map(([value, { drifted, tested }]) => [value, { drifted, tested }]),
        ),
      }),
      ...(validation && { validation }),
      ...(figures && { quality: figures }),
      health: current.health,
    },
    scores: Object.fromEntries(Object.entries(report?.columns ?? {}).map(([name, { score }]) => [name, score])),
    figures: {
      ...current.health,
      ...figures,
      ...(isEmpty ? {} : { missing_share: missingShare(current.frame) }),
      ...(validation && { failed_expectations: validation.failed }),
      ...(current.isApproximate && { approximate: 1 }),
    },
    drift,
    faults,
  };
}

async function driftOf(task: LookTask, current: Current): Promise<DriftDocument> {
  const began = performance.now();
  const { reference, columns, tests, driftShare } = task;
  if (reference === undefined) return invalid("there is no reference");
  const old = await readNamed(reference.path, reference.name);
  if (old.rows === 0) invalid(`${reference.name}: there are no rows in it`);
  const missing = columns?.find(
    (name) => [old, current.frame].some((frame) => !has(frame, name)) && !Object.hasOwn(current.left, name),
  );
  if (missing !== undefined)
    invalid(`column '${missing}' is not in ${has(old, missing) ? "the window" : reference.name}${meant(missing, old)}`);
  const { segment } = task;
  if (segment !== undefined && !has(old, segment))
    invalid(`segment: column '${segment}' is not in ${reference.name}${meant(segment, old)}`);
  if (segment !== undefined && current.isApproximate && current.log === undefined)
    invalid(`segment '${segment}' needs the rows: keep predictions (logging), or take a shorter window`);
  const { rows, columns: known } = current.frame;
  const compared: Frame = { rows, columns: known.filter(({ name }) => !Object.hasOwn(current.left, name)) };
  const wish: DriftWish = {
    columns: columns?.filter((name) => !Object.hasOwn(current.left, name)),
    numMethod: testFor("num", tests),
    catMethod: testFor("cat", tests),
    textMethod: testFor("text", tests),
    columnMethods: tests.columns,
    threshold: tests.threshold,
    columnThresholds: tests.thresholds,
    driftShare,
    segment,
    prediction: has(compared, "prediction") ? "prediction" : undefined,
    isDrawn: true,
  };
  const { report, columns: pictures } = measureDrift(old, compared, wish);
  return {
    report: { ...report, skipped: { ...report.skipped, ...current.left } },
    columns: pictures,
    reference: { name: reference.name, rows: old.rows, ...(reference.version && { version: reference.version }) },
    current: { name: nameOf(task), rows: current.rows },
    at: Date.now(),
    took_ms: Math.round(performance.now() - began),
  };
}

function testFor(type: ColumnType, { of }: LookTask["tests"]): DriftTest | undefined {
  const test = of[type];
  return test !== undefined && driftTests[test].types.includes(type) ? test : undefined;
}

function nameOf({ current }: LookTask): string {
  return current.kind === "file" ? current.file.name : `predictions:${current.name}`;
}

function firstWhy(skipped: Readonly<Record<string, string>>): string {
  const [first] = Object.entries(skipped);
  return first ? `: ${first[0]} is ${first[1]}` : "";
}

function has({ columns }: Frame, name: string): boolean {
  return columns.some((each) => each.name === name);
}

function meant(name: string, { columns }: Frame): string {
  return didYouMean(
    name,
    columns.map((each) => each.name),
  );
}

/** Of all cells. */
function missingShare({ rows, columns }: Frame): number {
  const cells = rows * columns.length;
  return cells === 0 ? 0 : columns.reduce((sum, { missing }) => sum + missing, 0) / cells;
}

/** The figures that were asked for. */
async function qualityOf(task: LookTask, asked: QualityTask, current: Current): Promise<Record<string, number>> {
  const { frame, roles } = await labelled(task, asked, current);
  const report = qualityReport(frame, roles);
  return Object.fromEntries(
    asked.metrics.flatMap((name): [string, number][] => {
      if (!Object.hasOwn(report.figures, name))
        return invalid(
          `quality.metrics: there is no figure '${name}'.${didYouMean(name, Object.keys(report.figures)) || ` There are ${Object.keys(report.figures).join(", ")}.`}`,
        );
      const value = report.figures[name];
      return typeof value === "number" ? [[name, value]] : [];
    }),
  );
}

async function labelled(task: LookTask, { actual, prediction = "prediction" }: QualityTask, { frame, log }: Current) {
  if (task.current.kind === "file") return { frame, roles: { actual, prediction } };
  if (log === undefined) return invalid("quality needs the rows: keep predictions (logging), or take a shorter window");
  const outcomes = await readOutcomes(task.current.log, actual, log.requests);
  const values = log.requests.map((id) => outcomes.get(id));
  const known = values.filter((value) => value !== undefined).length;
  if (known === 0) return invalid(`no outcome '${actual}' of a prediction of the window has come yet`);
  const predicted = frame.columns.find(({ name }) => name === "prediction");
  const isText = predicted?.kind === "text";
  const classes = log.classes ?? [];
  const came: FrameColumn = isText
    ? textOf(actual, values, classes)
    : {
        name: actual,
        kind: "number",
        missing: values.length - known,
        dtype: "float64",
        isInteger: false,
        values: Float64Array.from(values, (value) => value ?? Number.NaN),
      };
  const columns = [...frame.columns.filter(({ name }) => name !== actual), came];
  const odds = classes.map((each) => `probability_${each}`);
  const probability = classes.length === 2 ? odds.slice(1) : odds;
  return {
    frame: { rows: frame.rows, columns },
    roles: {
      actual,
      prediction: "prediction",
      ...(log.classes && { kind: "classification" as const }),
      ...(classes.length > 1 && probability.every((name) => has(frame, name)) && { probability }),
      ...(classes.length === 2 && { positive: String(classes[1]) }),
    },
  };
}

/** An outcome is a number: of classes that are texts their place. */
function textOf(
  name: string,
  values: readonly (number | undefined)[],
  classes: readonly (string | number)[],
): FrameColumn {
  return textColumn(
    name,
    values.map((value) => (value === undefined || classes[value] === undefined ? undefined : String(classes[value]))),
  );
}
