import { type Arguments, readArguments, type Values } from "./args";
import { explain } from "./explain";
import { globalOptions } from "./globalOptions";
import type { Output } from "./output";
import { serve } from "./verbs/serve";
import { workspaceIn } from "./workspace";

/** The words of `tidemark serve --model FILE.onnx`; undefined for all else, also for what is wrong with them. */
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

/** The same command by a shorter way: a file is served at once, without what opens a workspace. */
export async function serveFile(given: Arguments, out: Output): Promise<number> {
  try {
    const options = given.values as Values<typeof serve.options>;
    const door = () => Promise.reject(new Error("a file is served without its workspace"));
    const { workspace, json } = { workspace: workspaceIn(given), json: given.values.json === true };
    return (await serve.run({ workspace, json, options, words: [], rest: [], out, door })) ?? 0;
  } catch (error) {
    return explain(error, out);
  }
}
