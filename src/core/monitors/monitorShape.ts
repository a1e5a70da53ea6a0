import type { Cron } from "../cron/cron";
import { anyText, plainName } from "../rollout/fileTerms";
import { keys, list, named, number, oneOf, optional, required, type Shape, truth } from "../rollout/shape";
import { healthFigures, type Range, type Tests, type Window } from "./monitor";
import { cron, range, span, testsShape, thresholdShape, webhook, windowShape, zone } from "./monitorTerms";

/** A monitor as it is written; `readMonitors.ts` makes a Monitor of it. */
export interface FileMonitor {
  readonly deployment?: string;
  readonly data?: string;
  readonly reference?: string;
  readonly window?: Window;
  readonly kind: "sliding" | "tumbling";
  readonly every?: number;
  readonly schedule?: Cron;
  readonly timezone?: string;
  readonly columns?: readonly string[];
  readonly tests?: Pick<Tests, "of" | "columns">;
  readonly threshold?: Pick<Tests, "threshold" | "thresholds">;
  readonly "drift-share": number;
  readonly segment?: string;
  readonly validation?: string;
  readonly quality?: FileQuality;
  readonly health?: FileHealth;
  readonly alert?: FileAlert;
}

interface FileQuality {
  readonly actual: string;
  readonly prediction?: string;
  readonly metrics: readonly (readonly [string, Range])[];
}

export type FileHealth = Readonly<Partial<Record<(typeof healthFigures)[number], Range>>>;

export interface FileAlert {
  readonly drifted?: number;
  readonly after: number;
  readonly "repeat-after"?: number;
  readonly editor: boolean;
  readonly webhook?: string;
  readonly command?: string;
}

const docs: Readonly<Record<(typeof healthFigures)[number], string>> = {
  "p50-ms": "Milliseconds within which half of the requests are answered.",
  "p95-ms": "Milliseconds within which 95 % of the requests are answered.",
  "p99-ms": "Milliseconds within which 99 % of the requests are answered.",
  "error-rate": "Share of the requests that failed in the server.",
  requests: "Requests of the window.",
  "memory-mb": "Megabytes that the deployment's processes have in memory.",
  queue: "Requests that wait for an answer.",
  "disk-free-gb": "Gigabytes that are left where predictions are kept.",
};

const health = keys<FileHealth>(
  Object.fromEntries(healthFigures.map((name) => [name, optional(range, docs[name])])) as never,
);

const count = number("a whole number from 1 on", { min: 1, isWhole: true });

export const monitorShape: Shape<FileMonitor> = keys<FileMonitor>(
  {
    deployment: optional(plainName, "The deployment that is watched."),
    data: optional(anyText, "The table that is watched: a file of the workspace, as CSV, JSON lines or parquet."),
    reference: optional(
      anyText,
      "What it is compared with: a file, a data version (data.csv@HEAD~3), run:ID/NAME, or `training`: what the registered version was trained on.",
    ),
    window: optional(windowShape, "What is looked at: 1h, 24h, 7d, or a number of rows as `1000 rows`."),
    kind: optional(
      oneOf("sliding", "tumbling"),
      "Whether windows go along with the time or follow each other.",
      "sliding",
    ),
    every: optional(span, "How often it is looked at. 10m, and 1h of a table, if left out."),
    schedule: optional(cron, "When it is looked at: minute, hour, day, month and weekday."),
    timezone: optional(zone, "Of the schedule; this machine's if left out."),
    columns: optional(list(anyText, 1), "The columns that are looked at; all if left out."),
    tests: optional(testsShape, "One test for all columns, or tests under num, cat, text and names of columns."),
    threshold: optional(thresholdShape, "From where a score is drift: one for all, or by column."),
    "drift-share": optional(
      number("a share from 0 to 1", { min: 0, max: 1 }),
      "From this share of drifted columns on the window fails.",
      0.5,
    ),
    segment: optional(anyText, "A column whose values part the rows: each part is looked at by itself too."),
    validation: optional(anyText, "A suite of expectations that has to hold of the window."),
    quality: optional(
      keys<FileQuality>({
        actual: required(anyText, "The metric of POST /feedback that says what came of it, or the column of a table."),
        prediction: optional(anyText, "Of a table: the column that holds what was predicted."),
        metrics: required(named(range, "metrics as accuracy: {min: 0.9}"), "Figures and what they have to keep to."),
      }),
      "What came of predictions, against what was predicted.",
    ),
    health: optional(health, "What the deployment has to keep to."),
    alert: optional(
      keys<FileAlert>({
        drifted: optional(count, "From so many drifted columns on; in place of drift-share."),
        after: optional(count, "So many windows in a row have to be bad.", 1),
        "repeat-after": optional(span, "Told again after this time if it is still bad; once if left out."),
        editor: optional(truth, "Told in the editor.", true),
        webhook: optional(
          webhook,
          "An address that is sent the alert as JSON, or env:NAME for one that is not in this file.",
        ),
        command: optional(anyText, "A command that is run in the workspace, the alert in its environment."),
      }),
      "Who is told.",
    ),
  },
  { of: ["deployment", "data"], exactly: true },
);
