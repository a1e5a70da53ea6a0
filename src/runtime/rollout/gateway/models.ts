import type { Log } from "../../kernel/log";
import { type Engine, type OpenModel, openTreeEngine, withModelFile } from "../../serving/serving";
import { startProcess } from "./modelProcess";

/** A model that answers, for as long as somebody holds it. */
export interface RunningModel {
  readonly model: OpenModel;
  readonly engine: Engine;
  isUp(): boolean;
  /** Of a process of its own. */
  pid(): number | undefined;
  readonly restarts: number;
  close(): Promise<void>;
}

/**
 * Trees are walked in this process, since a walk can take nothing with it, and get one of their own for the rows that need
 * onnxruntime; other models have one from the first. Rejects if the model cannot be opened.
 */
export async function runModel(model: OpenModel, log: Log): Promise<RunningModel> {
  let process: RunningModel | undefined;
  const open = async () => {
    process = await startProcess(model, log);
    return process.engine;
  };
  const engine = await withModelFile(model, (read) => openTreeEngine(read, { open }));
  if (engine === undefined) return startProcess(model, log);
  return {
    model,
    engine,
    isUp: () => true,
    pid: () => process?.pid(),
    get restarts() {
      return process?.restarts ?? 0;
    },
    async close() {
      await engine.close(); // the process's engine with it
      await process?.close();
    },
  };
}
