import type { ExperimentSummary, KeyValue, Lifecycle, MetricSummary, RunDetail, RunSummary } from "../../shared/runs";
import type { Kernel } from "../kernel/kernel";
import type { TextColumn } from "../kernel/store/columns";
import { groupRows, visitSeries, visitTexts } from "./cells";
import type { Experiments } from "./experiments";
import type { Inputs } from "./inputs";
import type { Runs } from "./runs";
import { datasetContextTag, paramCell, parentTag, runsOf, tagCell } from "./store";

/** How many metrics and params a summary carries. */
const few = 6;
/** What the machine was doing is not what a run is known by. */
const systemPrefix = "system/";

export type Summaries = ReturnType<typeof createSummaries>;

/** Metrics that stand before the others, and tags that are told of. */
interface Asked {
  readonly metric?: readonly string[];
  readonly tag?: readonly string[];
}

interface Rooms {
  readonly experiments: Experiments;
  readonly runs: Runs;
  readonly inputs: Inputs;
}

/** What a tree or a table shows of runs, without reading more than the columns. */
export function createSummaries({ store }: Kernel, { experiments, runs, inputs }: Rooms) {
  const table = () => runsOf(store);
  const parents = () => table().texts.get(tagCell + parentTag);

  /** Metrics and params of some rows, all of them: columns are gone through once however many rows there are. */
  const cellsOf = (ordinals: Int32Array) => {
    const groups = groupRows(ordinals);
    const metrics: MetricSummary[][] = Array.from(ordinals, () => []);
    const system: MetricSummary[][] = Array.from(ordinals, () => []);
    visitSeries(table(), groups, (key, page, i, place) => {
      const list = key.startsWith(systemPrefix) ? system : metrics;
      list[place]?.push({ key, value: page.values[i] as number, step: page.steps[i] as number });
    });
    return {
      metrics: metrics.map((own, i) => [...own, ...(system[i] ?? [])]),
      params: textsOf(ordinals, paramCell),
    };
  };
  const textsOf = (ordinals: Int32Array, prefix: string): KeyValue[][] => {
    const found: KeyValue[][] = Array.from(ordinals, () => []);
    visitTexts(table(), prefix, groupRows(ordinals), (name, column, code, place) => {
      found[place]?.push({ key: name.slice(prefix.length), value: column.words[code - 1] as string });
    });
    return found;
  };

  const infoOf = (ordinal: number, children: number) => {
    const info = runs.infoAt(ordinal);
    const parent = parents()?.get(ordinal);
    const source = table().text(`${tagCell}mlflow.source.name`, ordinal);
    return {
      id: info.run_id,
      name: info.run_name,
      experiment_id: info.experiment_id,
      status: info.status,
      lifecycle: info.lifecycle,
      start_time: info.start_time,
      ...(info.end_time === undefined ? {} : { end_time: info.end_time }),
      ...(info.user_id === "" ? {} : { user: info.user_id }),
      ...(source ? { source } : {}),
      ...(parent ? { parent } : {}),
      children,
    };
  };
  const summariesOf = (ordinals: Int32Array, children: (ordinal: number) => number, asked: Asked): RunSummary[] => {
    const { metrics, params } = cellsOf(ordinals);
    const first = new Set(asked.metric);
    const isFirst = ({ key }: MetricSummary) => first.has(key);
    const columns = (asked.tag ?? []).map((key) => ({ key, column: table().texts.get(tagCell + key) }));
    return Array.from(ordinals, (ordinal, i) => {
      const [logged = [], ownParams = []] = [metrics[i], params[i]];
      const ownMetrics = first.size === 0 ? logged : [...logged.filter(isFirst), ...logged.filter((m) => !isFirst(m))];
      const tags = columns.flatMap(({ key, column }) => {
        const code = column?.code(ordinal) ?? 0;
        return code === 0 ? [] : [{ key, value: column?.words[code - 1] as string }];
      });
      return {
        ...infoOf(ordinal, children(ordinal)),
        ...(tags.length === 0 ? {} : { tags }),
        metrics: ownMetrics.slice(0, few),
        params: ownParams.slice(0, few),
        metric_count: ownMetrics.length,
        param_count: ownParams.length,
      };
    });
  };

  return {
    /** One pass over the parents of all runs tells the children of any number of them. */
    runs(ordinals: Int32Array, asked: Asked = {}): RunSummary[] {
      const column = parents();
      const counts = childCounts(column);
      return summariesOf(ordinals, (ordinal) => counts[column?.codeOf(table().id(ordinal) ?? "") ?? 0] ?? 0, asked);
    },

    run(id: string): RunDetail {
      const ordinal = runs.ordinalOf(id);
      const row = Int32Array.of(ordinal);
      const column = parents();
      const doc = inputs.find(id);
      const { metrics, params } = cellsOf(row);
      const [ownMetrics = [], ownParams = []] = [metrics[0], params[0]];
      return {
        ...infoOf(ordinal, childCounts(column)[column?.codeOf(id) ?? 0] ?? 0),
        metrics: ownMetrics,
        params: ownParams,
        metric_count: ownMetrics.length,
        param_count: ownParams.length,
        artifact_uri: runs.infoAt(ordinal).artifact_uri,
        tags: textsOf(row, tagCell)[0] ?? [],
        datasets: (doc ? inputs.datasetsOf(doc) : []).map(({ dataset, tags }) => {
          const context = tags.find(({ key }) => key === datasetContextTag)?.value;
          const { name, digest, source_type } = dataset;
          return { name, digest, source_type, ...(context === undefined ? {} : { context }) };
        }),
        model_inputs: (doc?.model_inputs ?? []).map(({ model_id }) => model_id),
        model_outputs: (doc?.model_outputs ?? []).map(({ model_id }) => model_id),
      };
    },

    experiments(): ExperimentSummary[] {
      const counted = countByExperiment();
      return experiments.all().map((doc) => {
        const { runs = 0, running = 0, newest = 0 } = counted.get(doc.experiment_id) ?? {};
        return {
          id: doc.experiment_id,
          name: doc.name,
          lifecycle: doc.lifecycle_stage,
          artifact_location: doc.artifact_location,
          creation_time: doc.creation_time,
          last_update_time: doc.last_update_time,
          runs,
          running,
          ...(newest > 0 ? { last_run_time: newest } : {}),
        };
      });
    },

    /** For searches: does a run stand at the top of a tree? One whose parent is gone or deleted does. */
    isTopLevel(lifecycle: Lifecycle): (ordinal: number) => boolean {
      const column = parents();
      if (!column) return () => true;
      const state = table().texts.get("lifecycle");
      const stands = new Map<number, boolean>([[0, true]]);
      return (ordinal) => {
        const code = column.code(ordinal);
        const known = stands.get(code);
        if (known !== undefined) return known;
        const parent = table().ordinal(column.words[code - 1] as string);
        const top = parent === undefined || state?.get(parent) !== lifecycle;
        stands.set(code, top);
        return top;
      };
    },

    isChildOf(parent: string): (ordinal: number) => boolean {
      const column = parents();
      const code = column?.codeOf(parent) ?? 0;
      return (ordinal) => code !== 0 && column?.code(ordinal) === code;
    },
  };

  /** Active runs by the code of their parent. */
  function childCounts(column: TextColumn | undefined): Uint32Array {
    const counts = new Uint32Array((column?.words.length ?? 0) + 1);
    const state = table().texts.get("lifecycle");
    const active = state?.codeOf("active") ?? 0;
    if (!column || !state) return counts;
    for (let ordinal = 0; ordinal < table().end; ordinal++) {
      const code = column.code(ordinal);
      if (code !== 0 && state.code(ordinal) === active) counts[code] = (counts[code] as number) + 1;
    }
    return counts;
  }

  function countByExperiment(): Map<string, { runs: number; running: number; newest: number }> {
    const found = new Map<string, { runs: number; running: number; newest: number }>();
    const runTable = table();
    const owner = runTable.texts.get("experiment_id");
    const state = runTable.texts.get("lifecycle");
    const status = runTable.texts.get("status");
    const start = runTable.numbers.get("start_time");
    if (!owner || !state) return found;
    const active = state.codeOf("active");
    const running = status?.codeOf("RUNNING") ?? 0;
    const byCode = owner.words.map((id) => {
      const count = { runs: 0, running: 0, newest: 0 };
      found.set(id, count);
      return count;
    });
    for (let ordinal = 0; ordinal < runTable.end; ordinal++) {
      const count = byCode[owner.code(ordinal) - 1];
      if (!count || state.code(ordinal) !== active) continue;
      count.runs++;
      if (running !== 0 && status?.code(ordinal) === running) count.running++;
      count.newest = Math.max(count.newest, start?.get(ordinal) ?? 0);
    }
    return found;
  }
}
