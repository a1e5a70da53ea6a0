import { resolve } from "node:path";
import { formatCount } from "../../shared/format";
import { integer, list, object, string } from "../../shared/readers";
import { UsageError } from "../args";
import { awaitJob } from "../job";
import { createProgress } from "../terminal/progress";
import { defineVerb } from "../verb";

interface Tally {
  readonly experiments: number;
  readonly runs: number;
  readonly points: number;
  readonly logged_models: number;
  readonly registered_models: number;
  readonly model_versions: number;
  readonly traces: number;
  readonly files: number;
  readonly unreadable: readonly { readonly what: string; readonly why: string }[];
}

const readTally = object<Tally>({
  experiments: integer,
  runs: integer,
  points: integer,
  logged_models: integer,
  registered_models: integer,
  model_versions: integer,
  traces: integer,
  files: integer,
  unreadable: list(object({ what: string, why: string })),
});

const named = 20;

export const importMlflow = defineVerb({
  usage: "SOURCE [--token-from NAME]",
  about: `Takes in what MLflow keeps elsewhere: experiments, runs with every point, artifacts, models, the registry, traces.
SOURCE is a folder 'mlruns' (or one that holds it), a file 'mlflow.db', or the address of a server. What is here
already stays; taking the same in again brings only what is new. What cannot be read is listed, the rest comes in.

Examples:
  tidemark import mlflow ../old-project/mlruns
  tidemark import mlflow mlflow.db --json
  TOKEN=… tidemark import mlflow https://mlflow.example.com --token-from TOKEN`,
  options: {
    "token-from": { kind: "text", value: "NAME", help: "the environment variable that holds the server's token" },
  },
  words: { least: 1, most: 1 },
  async run({ door, words, options, out, json }) {
    const [given = ""] = words;
    const source = /^[a-z]+:\/\//i.test(given) ? given : resolve(given);
    const name = options["token-from"];
    const token = name === undefined ? undefined : process.env[name];
    if (name !== undefined && !token) throw new UsageError(`--token-from: the environment has no ${name}`);
    const opened = await door();
    const progress = createProgress(out, { label: "Importing runs" });
    const asked = { kind: "mlflow", source, ...(token && { token }) };
    const started = await opened.call("POST", "/api/tidemark/v1/import", asked);
    const result = readTally(await awaitJob(opened, started, "import", progress), "result");
    if (json) out.document(result);
    else {
      out.print(summary(result));
      for (const { what, why } of result.unreadable.slice(0, named)) out.note(`could not read ${what}: ${why}`);
      const more = result.unreadable.length - named;
      if (more > 0) out.note(`and ${formatCount(more)} more (all of them with --json)`);
    }
    return result.unreadable.length > 0 ? 1 : 0;
  },
});

function summary(found: Tally): string {
  const parts: readonly (readonly [number, string])[] = [
    [found.experiments, "experiment"],
    [found.runs, "run"],
    [found.points, "new point"],
    [found.logged_models, "logged model"],
    [found.registered_models, "registered model"],
    [found.model_versions, "model version"],
    [found.traces, "trace"],
    [found.files, "new file"],
  ];
  const said = parts
    .filter(([many]) => many > 0)
    .map(([many, what]) => `${formatCount(many)} ${what}${many === 1 ? "" : "s"}`);
  return `read ${said.join(", ") || "nothing"}`;
}
