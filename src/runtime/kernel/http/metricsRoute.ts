import type { Control } from "../control";
import type { Route } from "./route";

type Sample = readonly [labels: string, value: number];

/** Gauges of a room. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];
}

/** Prometheus' text format. */
export function metricsRoute(control: Control, more: () => readonly MetricFamily[] = () => []): Route {
  return {
    method: "GET",
    path: "/metrics",
    handle: () => ({
      status: 200,
      headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
      body: renderMetrics(control) + more().map(ofRoom).join(""),
    }),
  };
}

function renderMetrics(control: Control): string {
  const { user, system } = process.cpuUsage();
  const facts = Object.entries(control.facts()).flatMap(([name, value]): Sample[] =>
    typeof value === "number" ? [[`{kind="${name}"}`, value]] : [],
  );
  const answers = control.answers.map((count, kind): Sample => [`{code="${kind}xx"}`, count]);
  return [
    family("process_cpu_seconds_total", "counter", "CPU time spent.", [["", (user + system) / 1e6]]),
    family("process_resident_memory_bytes", "gauge", "Resident memory.", [["", process.memoryUsage.rss()]]),
    family("process_start_time_seconds", "gauge", "Start, in seconds since 1970.", [["", control.startedAt / 1000]]),
    family("tidemark_http_requests_total", "counter", "Requests answered.", answers.slice(1)),
    family("tidemark_http_connections", "gauge", "Open connections.", [["", control.connections]]),
    family("tidemark_longest_pause_seconds", "gauge", "Longest pause of the event loop.", [
      ["", control.longestPause / 1000],
    ]),
    family("tidemark_things", "gauge", "What the store holds.", facts),
  ].join("");
}

function family(name: string, type: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value]) => `${name}${labels} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function ofRoom({ name, help, samples }: MetricFamily): string {
  const rows = samples.map(([labels, value]): Sample => {
    const said = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
    return [`{${said.join(",")}}`, value];
  });
  return samples.length === 0 ? "" : family(name, "gauge", help, rows);
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
