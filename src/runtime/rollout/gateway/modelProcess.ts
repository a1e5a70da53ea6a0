import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Log } from "../../kernel/log";
import {
  createRemoteEngine,
  forkModel,
  type Kept,
  keepRunning,
  type OpenModel,
  type RemoteEngine,
} from "../../serving/serving";
import type { RunningModel } from "./models";

/** Milliseconds without an answer after which a model hangs. */
const longestRun = 30_000;

/** A model in a process of its own, for as long as somebody holds it. Rejects if the model cannot be opened. */
export async function startProcess(model: OpenModel, log: Log): Promise<RunningModel> {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-")); // for nobody else: it is made so
  let starts = 0;
  let engine: RemoteEngine | undefined;
  let address = "";
  const kept: Kept = keepRunning({
    name: model.name,
    log,
    open: () => {
      const socket = socketIn(folder, starts++);
      return { type: "open", model, face: { socket } };
    },
    spawn: () => forkModel(`${model.name}/${model.version}`),
    onReady: ({ face }) => {
      address = "socket" in face ? face.socket : "";
      engine?.attach(address);
    },
  });
  const close = async () => {
    await engine?.close();
    await kept.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const facts = await kept.ready;
    engine = createRemoteEngine({
      facts,
      longest: longestRun,
      onHang: () => {
        log.error("a model gives no answer; its process is started again", {
          model: model.name,
          version: model.version,
        });
        kept.child?.kill("SIGKILL");
      },
    });
    engine.attach(address);
    return {
      model,
      engine,
      isUp: () => kept.child !== undefined,
      pid: () => kept.child?.pid,
      get restarts() {
        return kept.restarts;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function socketIn(folder: string, number: number): string {
  return process.platform === "win32"
    ? `\\\\.\\pipe\\${folder.split("\\").at(-1)}-${number}`
    : join(folder, `${number}.sock`);
}
