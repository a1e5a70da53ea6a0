import { join } from "node:path";
import type { Foreign } from "../../core/mlflow/foreign";
import { readYaml } from "../../core/yaml/readYaml";
import { list, object, optional, type Reader } from "../../shared/readers";
import { files, folders, guarded, pairs, readText } from "./mlrunsFiles";

const anything: Reader<unknown> = (value) => value;
const readSpans = object({ spans: optional(list(anything), []) });

export async function* tracesOf(folder: string, experiment: string): AsyncGenerator<Foreign> {
  for (const id of await folders(folder)) {
    const path = join(folder, id);
    yield await guarded(path, async () => {
      const info = readYaml(await readText(join(path, "trace_info.yaml")));
      if (typeof info !== "object" || info === null) throw new Error("trace_info.yaml: expected an object");
      const assessments: unknown[] = [];
      for (const name of await files(join(path, "assessments")))
        assessments.push(readYaml(await readText(join(path, "assessments", name))));
      return {
        kind: "trace",
        id,
        experiment,
        info: {
          ...info,
          trace_metadata: Object.fromEntries(await pairs(join(path, "request_metadata"))),
          tags: Object.fromEntries(await pairs(join(path, "tags"))),
          assessments,
        },
        spans: await spansOf(path),
      };
    });
  }
}

async function spansOf(trace: string): Promise<unknown[]> {
  if (!(await files(join(trace, "artifacts"))).includes("traces.json")) return [];
  return readSpans(JSON.parse(await readText(join(trace, "artifacts", "traces.json"))), "traces.json").spans;
}
