import { basename } from "node:path";
import { forkAhead } from "../runtime/serving/host/forkModel";
import { type Arguments, readArguments, type Values } from "./args";
import { explain } from "./explain";
import { globalOptions } from "./globalOptions";
import type { Output } from "./output";
import { serve } from "./verbs/serve";
import { workspaceIn } from "./workspace";

/** `tidemark serve --model FILE.onnx` by a shorter way than all commands: undefined when it is something else. */
export function serveFile(argv: readonly string[], out: Output): Promise<number> | undefined {
  const file = argv.find((word) => /\.onnx$/i.test(word));
  if (file === undefined) return undefined;
  forkAhead(basename(file).slice(0, -5));
  const given = readServeFile(argv);
  return given && serveGiven(given, out);
}

/** The words of it; undefined for all else, also for what is wrong with them. */
export function readServeFile([verb, ...argv]: readonly string[]): Arguments | undefined {
  if (verb !== "serve") return undefined;
  try {
    const given = readArguments(argv, { ...serve.options, ...globalOptions });
    const { model, help } = given.values;
    const isFile = typeof model === "string" && /\.onnx$/i.test(model) && !/^(models|runs):/i.test(model);
    return isFile && !help && given.words.length === 0 && given.rest.length === 0 ? given : undefined;
  } catch {
    return undefined; // the way for all commands says what is wrong
  }
}

/** A file is served at once, without what opens a workspace. */
async function serveGiven(given: Arguments, out: Output): Promise<number> {
  try {
    const options = given.values as Values<typeof serve.options>;
    const door = () => Promise.reject(new Error("a file is served without its workspace"));
    const { workspace, json } = { workspace: workspaceIn(given), json: given.values.json === true };
    return (await serve.run({ workspace, json, options, words: [], rest: [], out, door })) ?? 0;
  } catch (error) {
    return explain(error, out);
  }
}
