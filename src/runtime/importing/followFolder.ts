import { basename, relative, sep } from "node:path";
import { type Watch, watchPath } from "../kernel/watch";
import { createPacer } from "./pacer";

/** Brings in what changed, and says which runs (by their folders) are still being written. With `runs`, only those ids are looked at. */
export type BringFolder = (folder: string, runs?: readonly string[]) => Promise<readonly string[]>;

export interface Follow {
  close(): Promise<void>;
}

/** Runs watched at once; more are found when one of these ends or a run begins. */
const mostActive = 200;

/** An `mlruns` folder: its experiments, the list of runs of each, and what is inside the runs that are being written. */
export function followFolder(folder: string, bring: BringFolder, report: (error: unknown) => void): Follow {
  const touched = new Set<string>();
  let everything = true;
  const experiments = new Map<string, Watch>();
  const active = new Map<string, Watch>();

  const pacer = createPacer(async () => {
    const runs = everything ? undefined : [...touched];
    touched.clear();
    everything = false;
    const writing = new Set(await bring(folder, runs));
    for (const [path, watch] of active)
      if (!writing.has(path) && (runs === undefined || runs.includes(basename(path)))) {
        active.delete(path);
        await watch.close();
      }
    for (const path of writing) if (active.size < mostActive) followRun(path);
  }, report);

  const lookAtAll = () => {
    everything = true;
    pacer.poke();
  };
  const followRun = (path: string) => {
    if (active.has(path)) return;
    // its artifacts are copied when the run is read; their folder is not watched
    const wants = (each: string) => relative(path, each).split(sep)[0] !== "artifacts";
    const watch = watchPath(path, { depth: 6, present: true, wants }, () => {
      touched.add(basename(path));
      pacer.poke();
    });
    active.set(path, watch);
  };
  const root = watchPath(folder, { depth: 0, present: true }, (seen, path) => {
    if (seen !== "addDir" || path === folder) return;
    if (/^\d+$/.test(basename(path)) && !experiments.has(path))
      experiments.set(path, watchPath(path, { depth: 0 }, lookAtAll));
    lookAtAll();
  });
  return {
    async close() {
      await root.close();
      for (const watch of [...experiments.values(), ...active.values()]) await watch.close();
      await pacer.close();
    },
  };
}
