import { object } from "../../src/shared/readers";
import { type ExperimentSummary, readExperiments } from "../../src/shared/runs";
import { type RunTable, readCells, readRunTable, readSparks, type Spark } from "../../src/shared/runTable";
import { readSavedViews, type SavedView } from "../../src/shared/savedViews";
import { host } from "../kit/host";

const root = "/api/tidemark/v1";
const mlflow = "/api/2.0/mlflow/runs";
const nothing = object<object>({});
/** Acts on many runs go to the runtime so many at a time. */
const atOnce = 16;

/** What the page asks of the runtime. */
export const source = {
  async experiments(): Promise<readonly ExperimentSummary[]> {
    const { experiments } = await host.get(`${root}/experiments`, readExperiments);
    return experiments.filter(({ lifecycle }) => lifecycle === "active");
  },
  table: (experiments: readonly string[] | undefined, filter: string, runs?: readonly string[]): Promise<RunTable> =>
    host.post(`${root}/table`, { experiments, ...(filter === "" ? {} : { filter }), runs }, readRunTable),
  async cells(runs: readonly string[], columns: readonly string[], facts: "all" | "last") {
    return readCells(await host.bytes("POST", `${root}/table/cells`, { runs, columns, facts }));
  },
  async sparks(runs: readonly string[], metric: string): Promise<readonly Spark[]> {
    return (await host.post(`${root}/table/sparks`, { runs, metric, points: 32 }, readSparks)).sparks;
  },

  async views(): Promise<readonly SavedView[]> {
    return (await host.get(`${root}/views`, readSavedViews)).views;
  },
  saveView: ({ name, ...body }: SavedView): Promise<unknown> =>
    host.send("PUT", `${root}/views/${encodeURIComponent(name)}`, body, nothing),
  deleteView: (name: string): Promise<unknown> =>
    host.send("DELETE", `${root}/views/${encodeURIComponent(name)}`, null, nothing),

  delete: (runs: readonly string[]) => each(runs, (run_id) => host.post(`${mlflow}/delete`, { run_id }, nothing)),
  restore: (runs: readonly string[]) => each(runs, (run_id) => host.post(`${mlflow}/restore`, { run_id }, nothing)),
  tag: (runs: readonly string[], key: string, value: string) =>
    each(runs, (run_id) => host.post(`${mlflow}/set-tag`, { run_id, key, value }, nothing)),
  untag: (runs: readonly string[], key: string) =>
    each(runs, (run_id) => host.post(`${mlflow}/delete-tag`, { run_id, key }, nothing)),
};

/** All of them, or the first that was refused once those under way have ended. */
async function each(runs: readonly string[], act: (run: string) => Promise<unknown>): Promise<void> {
  const waiting = runs.values();
  const work = async () => {
    for (const run of waiting) await act(run);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, runs.length) }, work));
}
