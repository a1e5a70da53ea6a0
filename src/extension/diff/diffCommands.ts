import * as vscode from "vscode";
import type { Commands, Parts } from "../commands/parts";
import { type RunChoice, runsIn } from "../commands/runArguments";
import { loadLater } from "../deployments/loadLater";
import { pickRuns } from "../pick/pickRuns";

/** Code, params and packages of runs in the editor's own diff. */
export function diffCommands({ runtimes, tasks }: Parts): Commands {
  const { t } = vscode.l10n;
  const choose = async (args: readonly unknown[], title: string): Promise<RunChoice | undefined> =>
    runsIn(args, runtimes) ?? pickRuns(runtimes, title, false);
  const withOne =
    (title: string, act: (runtime: RunChoice["runtime"], id: string) => Promise<void>) =>
    async (...args: unknown[]): Promise<void> => {
      const chosen = await choose(args, title);
      const [id] = chosen?.ids ?? [];
      if (chosen && id !== undefined) await act(chosen.runtime, id);
    };
  return {
    showRunChanges: withOne(t("Show uncommitted changes of a run"), (...of) => loadLater().showRunChanges(...of)),
    compareRunWithFolder: withOne(t("Compare the code of a run with the folder"), (...of) =>
      loadLater().compareWithFolder(...of),
    ),
    reproduceRun: withOne(t("Run again with the same command"), (runtime, id) =>
      loadLater().reproduceRun(runtime, tasks, id),
    ),
    async diffRuns(...args: unknown[]): Promise<void> {
      const two = await chooseTwo(args);
      const [a, b] = two?.ids ?? [];
      if (two && a !== undefined && b !== undefined) await loadLater().diffRuns(two.runtime, a, b);
    },
  };

  /** Two ids, a list of two, or the selection of a view; what is missing is asked for. */
  async function chooseTwo(args: readonly unknown[]): Promise<RunChoice | undefined> {
    const [first, second] = args;
    const named = typeof first === "string" && typeof second === "string" && !second.startsWith("file:");
    const given = runsIn(named ? [[first, second], ...args.slice(2)] : args, runtimes);
    if (given && given.ids.length > 1) return given;
    const one = given ?? (await pickRuns(runtimes, t("Compare code and params: first run"), false));
    const other = one && (await pickRuns(runtimes, t("Compare code and params: with which run?"), false));
    if (one === undefined || other === undefined) return undefined;
    if (one.runtime !== other.runtime) throw new Error(t("Runs of two folders cannot be compared."));
    return { runtime: one.runtime, ids: [...one.ids, ...other.ids] };
  }
}
