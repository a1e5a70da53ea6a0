import { formatDate, formatDuration, formatNumber } from "../../shared/format";
import { didYouMean } from "../../shared/suggest";
import { UsageError } from "../args";
import type { Column } from "../terminal/table";
import type { Palette } from "../terminal/terminal";
import type { Run } from "./run";

export interface ColumnStyle {
  readonly now: number;
  readonly palette: Palette;
}

type Make = (style: ColumnStyle) => Column<Run>;

const isoDate = (time: number | undefined) => (time === undefined ? "" : new Date(time).toISOString());

export function durationOf({ start, end, status }: Run, now: number): number | undefined {
  return end !== undefined ? end - start : status === "RUNNING" ? now - start : undefined;
}

const fixed: Readonly<Record<string, Make>> = {
  id: () => ({ title: "id", least: "whole", text: (run) => run.id.slice(0, 8), plain: (run) => run.id }),
  name: () => ({ title: "name", text: (run) => run.name, least: 20 }),
  experiment: () => ({ title: "experiment", text: (run) => run.experiment.name, yields: 2, least: 12 }),
  status: ({ palette }) => ({
    title: "status",
    least: "whole",
    text: (run) => run.status.toLowerCase(),
    paint: (run) => statusPaint(run.status, palette),
  }),
  started: ({ now }) => ({
    title: "started",
    least: "whole",
    text: (run) => formatDate(run.start, { now }),
    plain: (run) => isoDate(run.start),
    yields: 1,
  }),
  ended: ({ now }) => ({
    title: "ended",
    least: "whole",
    text: (run) => (run.end === undefined ? "" : formatDate(run.end, { now })),
    plain: (run) => isoDate(run.end),
    yields: 1,
  }),
  duration: ({ now }) => ({
    title: "duration",
    plainTitle: "duration_s",
    align: "right",
    text: (run) => maybe(durationOf(run, now), formatDuration),
    plain: (run) => maybe(durationOf(run, now), (length) => String(length / 1000)),
    yields: 1,
  }),
  user: () => ({ title: "user", text: (run) => run.user, yields: 3 }),
  source: () => ({ title: "source", text: (run) => run.tags.get("mlflow.source.name") ?? "", yields: 3 }),
  parent: () => ({
    title: "parent",
    text: (run) => (run.tags.get("mlflow.parentRunId") ?? "").slice(0, 8),
    plain: (run) => run.tags.get("mlflow.parentRunId") ?? "",
    yields: 3,
  }),
};

function statusPaint(status: string, { blue, muted, red, yellow }: Palette): (text: string) => string {
  if (status === "RUNNING") return blue;
  if (status === "FAILED") return red;
  return status === "KILLED" ? yellow : muted;
}

function maybe<T>(value: T | undefined, format: (value: T) => string): string {
  return value === undefined ? "" : format(value);
}

export function metricColumn(key: string, yields: number): Column<Run> {
  return {
    title: key,
    plainTitle: `metrics.${key}`,
    align: "right",
    text: (run) => maybe(run.metrics.get(key), formatNumber),
    plain: (run) => maybe(run.metrics.get(key), String),
    yields,
  };
}

export function paramColumn(key: string, yields: number): Column<Run> {
  return { title: key, plainTitle: `params.${key}`, text: (run) => run.params.get(key) ?? "", yields };
}

/** `name,status,metrics.val_loss,params.lr,tags.team` → columns. */
export function namedColumns(names: string, style: ColumnStyle): Column<Run>[] {
  return names
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "")
    .map((name) => namedColumn(name, style));
}

function namedColumn(name: string, style: ColumnStyle): Column<Run> {
  const [, kind, key] = /^(metrics?|params?|parameters?|tags?)\.(.+)$/s.exec(name) ?? [];
  if (kind !== undefined && key !== undefined) {
    if (kind.startsWith("m")) return metricColumn(key, 0);
    return kind.startsWith("p") ? paramColumn(key, 0) : { title: name, text: (run) => run.tags.get(key) ?? "" };
  }
  const make = Object.hasOwn(fixed, name) ? fixed[name] : undefined;
  if (make) return { ...make(style), yields: 0 };
  throw new UsageError(
    `--columns: '${name}' is no column.${didYouMean(name, Object.keys(fixed))} There are ${Object.keys(fixed).join(", ")}, metrics.KEY, params.KEY and tags.KEY`,
  );
}

const mostMetrics = 6;
const mostParams = 4;

/** What a list shows when nobody says: who, how it went, the metrics that most runs have, the params that differ. */
export function usualColumns(runs: readonly Run[], style: ColumnStyle): Column<Run>[] {
  const metrics = mostCommon(runs.map((run) => run.metrics)).slice(0, mostMetrics);
  const params = mostCommon(runs.map((run) => run.params))
    // of one run all is news
    .filter((key) => runs.length === 1 || new Set(runs.map((run) => run.params.get(key))).size > 1)
    .slice(0, mostParams);
  return [
    ...["id", "name", "experiment", "status", "started", "duration"].flatMap((name) => fixed[name]?.(style) ?? []),
    ...params.map((key, i) => paramColumn(key, 5 + i)),
    ...metrics.map((key, i) => metricColumn(key, 4 + i)),
  ];
}

/** System metrics stand behind what the script logged itself. */
function mostCommon(maps: readonly ReadonlyMap<string, unknown>[]): string[] {
  const counts = new Map<string, number>();
  for (const map of maps) for (const key of map.keys()) counts.set(key, (counts.get(key) ?? 0) + 1);
  const isSystem = (key: string) => Number(key.startsWith("system/"));
  return [...counts]
    .sort(([a, m], [b, n]) => isSystem(a) - isSystem(b) || n - m || (a < b ? -1 : 1))
    .map(([key]) => key);
}
