import type { Health } from "../../shared/monitors";
import type { MetricFamily } from "../kernel/http/metricsRoute";
import type { Monitoring } from "./monitoring";

const places: Readonly<Record<Health, number>> = { unknown: -1, healthy: 0, warning: 1, failing: 2 };

/** What monitors found last, for Prometheus. */
export function monitorGauges(monitoring: Pick<Monitoring, "list">): MetricFamily[] {
  const { monitors } = monitoring.list();
  const seen = monitors.flatMap(({ name, last }) => (last ? [{ monitor: name, last }] : []));
  return [
    {
      name: "tidemark_monitor_health",
      help: "0 healthy, 1 warning, 2 failing, -1 not known.",
      samples: monitors.map(({ name, health }) => [{ monitor: name }, places[health]]),
    },
    {
      name: "tidemark_monitor_open_alerts",
      help: "Alerts that nobody acknowledged.",
      samples: monitors.map(({ name, open }) => [{ monitor: name }, open]),
    },
    {
      name: "tidemark_monitor_last_run_timestamp",
      help: "End of the last window, in seconds since 1970.",
      samples: seen.map(({ monitor, last }) => [{ monitor }, last.to / 1000]),
    },
    {
      name: "tidemark_monitor_rows",
      help: "Rows of the last window.",
      samples: seen.map(({ monitor, last }) => [{ monitor }, last.rows]),
    },
    {
      name: "tidemark_drifted_columns",
      help: "Columns that drifted in the last window.",
      samples: seen.map(({ monitor, last }) => [{ monitor }, last.drifted]),
    },
    {
      name: "tidemark_tested_columns",
      help: "Columns that were tested in the last window.",
      samples: seen.map(({ monitor, last }) => [{ monitor }, last.tested]),
    },
    {
      name: "tidemark_drift_score",
      help: "Score of a column in the last window: a p-value or a distance.",
      samples: seen.flatMap(({ monitor, last }) =>
        Object.entries(last.scores).flatMap(([column, score]) =>
          score === null ? [] : [[{ monitor, column }, score] as const],
        ),
      ),
    },
    {
      name: "tidemark_monitor_figure",
      help: "Other figures of the last window by name.",
      samples: seen.flatMap(({ monitor, last }) =>
        Object.entries(last.figures).map(([figure, value]) => [{ monitor, figure }, value] as const),
      ),
    },
  ];
}
