import { existsSync } from "node:fs";
import { invalid, notFound } from "../../shared/apiError";
import {
  type ExplainedCohorts,
  type ExplainedDrift,
  type ExplainedInteractions,
  type ExplainedRow,
  type ExplainWish,
  type LatestPrediction,
  packExplanation,
  unpackExplanation,
} from "../../shared/explanation";
import type { Kernel } from "../kernel/kernel";
import { createModelFiles, type FoundModel, type ModelRooms } from "./modelFiles";
import { createTablePlaces } from "./tablePlaces";
import { createExplainThread } from "./thread/explainThread";
import type { ExplainTask } from "./thread/places";
import { trainedOn } from "./trainedOn";

export type Explain = ReturnType<typeof createExplain>;

/** Explanations of models and of logged predictions. All work is that of a thread. */
export function createExplain(kernel: Kernel, rooms: ModelRooms) {
  const { tracking } = rooms;
  const models = createModelFiles(kernel, rooms);
  const tables = createTablePlaces(kernel, tracking);
  const thread = createExplainThread();
  /** What one row asks is answered at once, also while a page is worked out. */
  const quick = createExplainThread();

  async function taskOf(wish: ExplainWish): Promise<{ readonly task: ExplainTask; readonly found: FoundModel }> {
    const { background, method = "auto", output_space: space = "raw", output } = wish;
    const named = wish.model === undefined ? undefined : await models.find(wish.model);
    const data = await tables.find(wish.data ?? defaultData(named));
    const found = named ?? (await ofPredictions(data));
    return {
      found,
      task: {
        model: found.file,
        data,
        background: background === undefined ? undefined : await tables.find(background),
        method,
        space,
        output,
      },
    };
  }
  function defaultData(model: FoundModel | undefined): string {
    const source = model?.run === undefined ? undefined : trainedOn(tracking, model.run);
    return source ?? invalid("data: which rows? The model's run does not say what it was trained on");
  }
  async function ofPredictions(data: ExplainTask["data"]): Promise<FoundModel> {
    if (data.kind !== "predictions")
      return invalid("model: which one? models:/NAME/VERSION, runs:/ID/PATH or a .onnx file");
    const [newest] = await quick.ask("latest", { folder: data.folder, from: data.from, to: data.to, most: 1 });
    return models.ofLog(newest?.head ?? notFound(`A prediction in '${data.place}'`));
  }

  return {
    async page(wish: ExplainWish): Promise<Uint8Array> {
      const { task, found } = await taskOf(wish);
      const { page, ...numbers } = unpackExplanation(await thread.ask("page", task));
      const run = found.run === undefined ? undefined : tracking.runs.find(found.run);
      return packExplanation(
        {
          ...page,
          model: wish.model ?? found.title,
          title: found.title,
          ...(run && { run: { id: run.run_id, name: run.run_name } }),
          ...(task.data.kind === "file" && task.data.version && { data_version: task.data.version }),
        },
        numbers,
      );
    },
    async interactions(wish: ExplainWish): Promise<ExplainedInteractions> {
      return thread.ask("interactions", (await taskOf(wish)).task);
    },
    async cohorts(wish: ExplainWish, segment: string): Promise<ExplainedCohorts> {
      return thread.ask("cohorts", { ...(await taskOf(wish)).task, segment });
    },
    async drift(wish: ExplainWish, reference: string): Promise<ExplainedDrift> {
      return thread.ask("drift", { ...(await taskOf(wish)).task, reference: await tables.find(reference) });
    },
    /** One logged prediction, by the model version that made it. */
    async request(request: string, which: number): Promise<ExplainedRow> {
      const began = performance.now();
      if (!existsSync(tables.root)) notFound(`Request '${request}' in the logs of predictions`);
      const { head, row, folder } = await quick.ask("find", { root: tables.root, request, which });
      const redacted = head.columns.find((name) => head.redacted.includes(name));
      if (redacted !== undefined)
        return invalid(`Request '${request}': the log leaves out '${redacted}', so what it added is not known`);
      if (row.code >= 400) return invalid(`Request '${request}' was answered with ${row.code}: there is no prediction`);
      const { file } = await models.ofLog(head);
      const explained = await quick.ask("row", {
        model: file,
        features: row.features,
        columns: head.columns,
        folder,
        logged: { model: head.model, version: head.version },
      });
      const { endpoint, variant, model, version } = head;
      const { at, prediction } = row;
      const took_ms = performance.now() - began;
      return { request, at, endpoint, variant, model, version, ...explained, prediction, took_ms };
    },
    async latest(endpoint: string, most: number): Promise<LatestPrediction[]> {
      const data = tables.logOf(endpoint);
      if (data?.kind !== "predictions") return [];
      const found = await quick.ask("latest", { folder: data.folder, most });
      return found.map(({ head, row }) => ({
        request: row.request,
        at: row.at,
        endpoint: head.endpoint,
        variant: head.variant,
        prediction: String(row.prediction).slice(0, 40),
      }));
    },
    close: () => Promise.all([thread.close(), quick.close()]),
  };
}
