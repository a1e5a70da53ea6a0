import type { Finding, Notes } from "../rollout/shape";
import { type Place, type Placed, type PlacedEntry, placedYaml } from "../yaml/placedYaml";
import type { HealthFigure, Monitor, Range, When, Window } from "./monitor";
import { type FileMonitor, monitorShape } from "./monitorShape";

export interface MonitorsRead {
  readonly monitors: readonly Monitor[];
  /** In the order of the file. A monitor with one is not among the monitors. */
  readonly findings: readonly Finding[];
}

const minute = 60_000;
const namePattern = /^[A-Za-z0-9][A-Za-z0-9._ -]{0,62}$/;

/** `monitors:` of the text of a tidemark.yaml. Throws nothing: what is wrong becomes a finding, and the rest goes on. */
export function readMonitors(text: string): MonitorsRead {
  const findings: Finding[] = [];
  const add = (place: Place, message: string) => findings.push({ ...place, message, severity: "error" });
  const yaml = placedYaml(text);
  if ("fault" in yaml) {
    add(yaml.fault.place, yaml.fault.message);
    return { monitors: [], findings };
  }
  const part = yaml.root.kind === "map" ? yaml.root.entries.find(({ key }) => key === "monitors") : undefined;
  if (part === undefined || (part.value.kind === "value" && part.value.value === null))
    return { monitors: [], findings };
  if (part.value.kind !== "map") {
    add(part.value.place, "monitors: expected names with what each of them watches below");
    return { monitors: [], findings };
  }
  const monitors = part.value.entries.flatMap((entry) => {
    const notes: Finding[] = [];
    const found = readMonitor(entry, {
      add: (place, message) => notes.push({ ...place, message, severity: "error" }),
      get isEmpty() {
        return notes.length === 0;
      },
    });
    findings.push(...notes);
    return found && notes.length === 0 ? [found] : [];
  });
  return { monitors, findings };
}

function readMonitor(
  { key: name, keyPlace, value }: PlacedEntry,
  notes: Notes & { readonly isEmpty: boolean },
): Monitor | undefined {
  const at = `monitors.${name}`;
  if (!namePattern.test(name) || name in {}) {
    notes.add(keyPlace, `${at}: a name is of letters, digits, spaces, '-', '_' and '.', 63 at most`);
    return undefined;
  }
  const read = monitorShape.read(value, at, notes);
  return read && notes.isEmpty ? checked(read, { name, at, place: placeIn(value, keyPlace), notes }) : undefined;
}

interface Where {
  readonly name: string;
  readonly at: string;
  readonly place: (key: string) => Place;
  readonly notes: Notes;
}

function placeIn(value: Placed, otherwise: Place): Where["place"] {
  return (key) =>
    (value.kind === "map" ? value.entries.find((entry) => entry.key === key)?.keyPlace : undefined) ?? otherwise;
}

/** What no key by itself can say. */
function checked(read: FileMonitor, { name, at, place, notes }: Where): Monitor | undefined {
  const { deployment, data, window, every, schedule, reference, validation, quality, health = {} } = read;
  const refuse = (key: string, why: string) => notes.add(place(key), `${at}${key === "" ? "" : `.${key}`}: ${why}`);
  const isTumbling = read.kind === "tumbling";
  if (!reference && !validation && !quality && !read.health)
    refuse("", "watches nothing: give it a reference, a validation, quality or health");
  if (every !== undefined && schedule !== undefined) refuse("schedule", "either every or schedule, not both");
  if (read.timezone !== undefined && schedule === undefined) refuse("timezone", "goes with schedule, which is missing");
  if (every !== undefined && every < 10_000) refuse("every", "at least 10s");
  if (data !== undefined) {
    if (window?.kind === "time")
      refuse("window", "a table is looked at as a whole, or its last rows (1000 rows): it has no time");
    if (isTumbling) refuse("kind", "windows of a table do not follow each other");
    if (read.health) refuse("health", "only a deployment has it");
    if (reference === "training") refuse("reference", "only a deployment has a model that was trained");
    if (quality && quality.prediction === undefined)
      refuse("quality", "of a table the key 'prediction' is needed: the column with what was predicted");
  } else if (quality?.prediction !== undefined) refuse("quality", "prediction: a deployment knows what it predicted");
  for (const key of ["tests", "threshold", "segment"] as const)
    if (read[key] !== undefined && reference === undefined) refuse(key, "goes with reference, which is missing");

  const wanted: Window = window ?? (data === undefined ? { kind: "time", ms: 24 * 60 * minute } : { kind: "whole" });
  return {
    name,
    target: deployment === undefined ? { kind: "data", name: data ?? "" } : { kind: "deployment", name: deployment },
    reference,
    window: wanted,
    isTumbling,
    when: whenOf(read, wanted),
    columns: read.columns,
    tests: {
      of: {},
      columns: {},
      threshold: undefined,
      thresholds: {},
      ...read.tests,
      ...read.threshold,
    },
    driftShare: read["drift-share"],
    segment: read.segment,
    validation,
    quality: quality && { ...quality, prediction: quality.prediction },
    health: Object.entries(health) as [HealthFigure, Range][],
    alert: {
      drifted: read.alert?.drifted,
      after: read.alert?.after ?? 1,
      repeatAfter: read.alert?.["repeat-after"],
      editor: read.alert?.editor ?? true,
      webhook: read.alert?.webhook,
      command: read.alert?.command,
    },
  };
}

function whenOf({ schedule, timezone, every, kind, data }: FileMonitor, window: Window): When {
  if (schedule !== undefined)
    return { kind: "cron", cron: schedule, zone: timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone };
  if (every !== undefined) return { kind: "every", ms: every };
  if (kind === "tumbling" && window.kind === "time") return { kind: "every", ms: window.ms };
  return { kind: "every", ms: data === undefined ? 10 * minute : 60 * minute };
}
