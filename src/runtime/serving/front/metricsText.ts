import type { Counts, ProcessCounts } from "./counts";
import { countOf, type Histogram } from "./histogram";

type Labels = Readonly<Record<string, string>>;

/** Prometheus' text format: our own names, and those that guides give to the same things. */
export function metricsText(tally: Counts, name: string, gauges: readonly Gauge[] = []): string {
  const byVariant = (histograms: ReadonlyMap<string, Histogram>) =>
    [...histograms].map(([variant, each]): [Labels, Histogram] => [{ model: name, variant }, each]);
  const byVersion = [...tally.predictions].map(([version, each]): [Labels, Histogram] => [
    { model_version: version },
    each,
  ]);
  const features = [...tally.features].flatMap(([version, { values }]) =>
    values.map(([feature, value]): [Labels, number] => [{ feature_name: feature, model_version: version }, value]),
  );
  const requests = [...tally.requests].map(([key, count]): [Labels, number] => {
    const [version = "", variant = "", protocol = "", code = ""] = key.split("\n");
    return [{ model: name, version, variant, protocol, code }, count];
  });
  const outcomes = [...tally.outcomes].map(([key, count]): [Labels, number] => {
    const end = key.indexOf("\n");
    return [{ model_version: key.slice(0, end), outcome: key.slice(end + 1) }, count];
  });
  const errors = requests.filter(([{ code = "" }]) => code >= "500");
  return [
    counter("tidemark_requests_total", "Requests for a prediction, refused ones too.", requests),
    counter("tidemark_errors_total", "Requests that failed by no fault of the client.", errors),
    histogram(
      "tidemark_request_duration_seconds",
      "From the first byte of a request to its answer.",
      byVariant(tally.durations),
    ),
    histogram("tidemark_inference_duration_seconds", "Of a run of the model.", byVariant(tally.runs)),
    histogram("tidemark_batch_rows", "Rows of a run of the model.", byVariant(tally.batches)),
    gauge("tidemark_requests_in_flight", "Requests that wait for their answer.", [[{ model: name }, tally.inFlight]]),
    counter("model_predictions_total", "Predictions by outcome.", outcomes),
    histogram("model_prediction_latency_seconds", "Of answered predictions.", byVersion),
    gauge("model_feature_value", "Of the newest row.", features),
    ...gauges.map((each) => gauge(each.name, each.help, each.samples)),
    processText(tally.processes),
  ].join("");
}

function processText({ count, cpuSeconds, residentBytes, heapUsed, heapTotal, started }: ProcessCounts): string {
  const of = count === 1 ? "of the process that answers" : `of the ${count} processes that answer, added up`;
  const oldest = count === 1 ? "of the process that answers" : `of the oldest of the ${count} processes that answer`;
  return [
    counter("process_cpu_seconds_total", `CPU time ${of}.`, [[{}, cpuSeconds]]),
    gauge("process_resident_memory_bytes", `Resident memory ${of}.`, [[{}, residentBytes]]),
    gauge("process_start_time_seconds", `Start ${oldest}, in seconds since 1970.`, [[{}, started]]),
    gauge("nodejs_heap_size_used_bytes", `Heap in use ${of}.`, [[{}, heapUsed]]),
    gauge("nodejs_heap_size_total_bytes", `Heap taken ${of}.`, [[{}, heapTotal]]),
  ].join("");
}

type Samples<T> = readonly (readonly [Labels, T])[];

export interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly samples: Samples<number>;
}

function counter(name: string, help: string, samples: Samples<number>): string {
  return family(name, "counter", help, samples.map(line(name)));
}

function gauge(name: string, help: string, samples: Samples<number>): string {
  return family(name, "gauge", help, samples.map(line(name)));
}

function histogram(name: string, help: string, samples: Samples<Histogram>): string {
  const lines = samples.flatMap(([labels, each]) => {
    let below = 0;
    const buckets = each.counts.map((count, i) => {
      below += count;
      return line(`${name}_bucket`)([{ ...labels, le: String(each.bounds[i] ?? "+Inf") }, below]);
    });
    return [...buckets, line(`${name}_sum`)([labels, each.sum]), line(`${name}_count`)([labels, countOf(each)])];
  });
  return family(name, "histogram", help, lines);
}

function family(name: string, type: string, help: string, lines: readonly string[]): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function line(name: string): (sample: readonly [Labels, number]) => string {
  return ([labels, value]) => {
    const said = Object.entries(labels).map(([key, text]) => `${key}="${quoted(text)}"`);
    const shown = Number.isNaN(value) ? "NaN" : String(value).replace("Infinity", "Inf");
    return `${name}${said.length > 0 ? `{${said.join(",")}}` : ""} ${shown}\n`;
  };
}

function quoted(text: string): string {
  return text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
}
