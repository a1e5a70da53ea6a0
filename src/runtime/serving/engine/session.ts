import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import type { ModelFacts } from "../modelFacts";
import { Refusal } from "../refusal";
import type { Tensor, TensorData, TensorType } from "../tensors";
import type { FileToOpen } from "./editedModel";

type Library = typeof import("onnxruntime-node");

/** Found when the first model is opened: what serves nothing needs no native code. */
function library(): Library {
  const beside = join(__dirname, "onnxruntime", "dist", "index.js");
  try {
    return createRequire(join(__dirname, "main.js"))(existsSync(beside) ? beside : "onnxruntime-node") as Library;
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new Error(
      `this build of Tidemark cannot run models on ${process.platform}-${process.arch}: it came without onnxruntime for it; install the one for this platform (${why})`,
    );
  }
}

export interface Session {
  run(inputs: readonly Tensor[]): Promise<readonly Tensor[]>;
  close(): Promise<void>;
}

export async function openSession(
  { model, folder }: FileToOpen,
  { inputs, outputs }: Pick<ModelFacts, "inputs" | "outputs">,
  threads: number,
): Promise<Session> {
  const { InferenceSession, Tensor, env } = library();
  env.logLevel = "fatal"; // it would write to stderr in colour; what it throws says the same
  const session = await InferenceSession.create(model as string, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    logSeverityLevel: 4,
    extra: {
      session: {
        // threads that wait for work in a loop take the processor from whoever has some: three times as much a batch of 256
        intra_op: { allow_spinning: "0" },
        ...(folder === undefined ? {} : { model_external_initializers_file_folder_path: folder }),
      },
    },
  });
  const inputNames = inputs.map(({ name }) => name);
  const outputNames = outputs.map(({ name }) => name);
  return {
    run: async (given) => {
      const feeds: Record<string, OrtTensor> = {};
      for (let i = 0; i < inputNames.length; i++) {
        const { type, data, dims } = given[i] as Tensor;
        feeds[inputNames[i] as string] = new Tensor(type as "float32", data as Float32Array, dims);
      }
      return pick(await runOr(session, feeds), outputNames);
    },
    close: () => session.release(),
  };
}

async function runOr(
  session: InferenceSession,
  feeds: Record<string, OrtTensor>,
): Promise<InferenceSession.ReturnType> {
  try {
    return await session.run(feeds);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Refusal(400, `The model could not take this: ${why.replace(/\s+/g, " ").trim()}`);
  }
}

function pick(found: InferenceSession.ReturnType, names: readonly string[]): Tensor[] {
  return names.map((name) => {
    const { type, dims, data } = found[name] as OrtTensor;
    return { type: type as TensorType, dims, data: data as TensorData };
  });
}
