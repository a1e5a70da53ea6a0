import { invalid } from "../../shared/apiError";
import type { Kernel } from "../kernel/kernel";
import type { Cell, Op } from "../kernel/store/change";
import { noPoints, type PackedPoints } from "../kernel/store/points";
import { checkKey, checkRunId, limits, truncate } from "./limits";
import type { LoggedModels } from "./loggedModels";
import { type ModelPoint, readPoints } from "./points";
import { newParams, paramsOf, type Runs, tagCells } from "./runs";
import { type KeyValueDoc, paramCell, runsOf, runsTable } from "./store";

export interface MetricPoint {
  readonly key: string;
  readonly value: number;
  readonly time: number;
  readonly step: number;
}

export interface Batch {
  /** As they stand in the request; read here in one pass. */
  readonly metrics: readonly unknown[];
  readonly params: readonly KeyValueDoc[];
  readonly tags: readonly KeyValueDoc[];
}

export function createMetrics({ store, events }: Kernel, runs: Runs, models: LoggedModels) {
  const table = () => runsOf(store);
  const announce = (id: string) => events.emit({ kind: "metrics", id });
  const paramOf = (id: string) => {
    const ordinal = runs.activeOrdinal(id);
    return (key: string) => table().text(paramCell + key, ordinal);
  };

  return {
    /** One point, the cheapest write there is: no exclusive, one op. */
    async logPoint(id: string, point: MetricPoint, model?: ModelPoint): Promise<void> {
      runs.activeOrdinal(id);
      const points = {
        names: [point.key],
        series: [0],
        values: [point.value],
        steps: [point.step],
        times: [point.time],
      };
      const op: Op = { do: "points", table: runsTable, id, points };
      await store.commit(model ? [op, ...models.pointOps(id, [model])] : [op]);
      announce(id);
    },

    /** All of it or nothing. Only params need to be alone with the run: they may not change. */
    async logBatch(id: string, batch: Batch): Promise<void> {
      checkRunId(id);
      checkBatchSize(batch);
      const { points, models: modelPoints } = readPoints(batch.metrics, table());
      const params = checkParams(batch.params);
      const tags = tagCells(batch.tags, (i) => `tags[${i}].key`);
      runs.activeOrdinal(id);
      const write = async (fresh: readonly KeyValueDoc[]) => {
        const cells: Record<string, Cell> = tags;
        for (const { key, value } of fresh) cells[paramCell + key] = value;
        const ops: Op[] = batch.metrics.length > 0 ? [{ do: "points", table: runsTable, id, points }] : [];
        if (fresh.length > 0 || batch.tags.length > 0) ops.push({ do: "set", table: runsTable, id, cells });
        if (modelPoints.length > 0) ops.push(...models.pointOps(id, modelPoints));
        if (ops.length > 0) await store.commit(ops);
      };
      if (params.length === 0) await write([]);
      else await store.exclusive([paramsOf(id)], () => write(newParams(id, params, paramOf(id))));
      if (batch.metrics.length > 0) announce(id);
      if (params.length > 0 || batch.tags.length > 0) runs.announce(id);
    },

    /** Every point in the order of time, step, value. */
    async history(id: string, key: string): Promise<PackedPoints> {
      const ordinal = runs.ordinalOf(id);
      return table().series.get(key)?.last(ordinal) ? store.history(runsTable, id, key) : noPoints;
    },

    /** As `history`, but an unknown run has none. */
    async historyIfAny(id: string, key: string): Promise<PackedPoints> {
      const ordinal = table().ordinal(id);
      return ordinal !== undefined && table().series.get(key)?.last(ordinal)
        ? store.history(runsTable, id, key)
        : noPoints;
    },
  };
}

function checkBatchSize({ metrics, params, tags }: Batch): void {
  const check = (what: string, count: number, limit: number) => {
    if (count > limit)
      invalid(
        `A batch logging request can contain at most ${limit} ${what}. Got ${count} ${what}. Please split up ${what} across multiple requests and try again.`,
      );
  };
  check("metrics", metrics.length, limits.batchMetrics);
  check("params", params.length, limits.batchParams);
  check("tags", tags.length, limits.batchTags);
  check("metrics, params, and tags", metrics.length + params.length + tags.length, limits.batchTotal);
  // as text, not as it came: a client that escapes every letter of a language is not to blame for its length
  const size = [...params, ...tags].reduce((sum, { key, value }) => sum + key.length + value.length, 0);
  if (size > limits.batchBytes)
    invalid(`Batched logging API requests must be at most ${limits.batchBytes} bytes, got a request of size ${size}.`);
}

function checkParams(params: readonly KeyValueDoc[]): KeyValueDoc[] {
  const seen = new Set<string>();
  const twice = params.filter(({ key }) => seen.size === seen.add(key).size).map(({ key }) => key);
  if (twice.length > 0)
    invalid(
      `Duplicate parameter keys have been submitted: ${JSON.stringify(twice)}. Please ensure the request contains only one param value per param key.`,
    );
  return params.map(({ key, value }, i) => ({
    key: checkKey(key, `params[${i}].key`),
    value: truncate(value, limits.paramValue),
  }));
}
