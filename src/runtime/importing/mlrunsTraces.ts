import { join } from "node:path";
import { isList, isMap, parseExact, printExact } from "../../core/json/exact";
import type { Foreign } from "../../core/mlflow/foreign";
import { readYaml } from "../../core/yaml/readYaml";
import { files, folders, guarded, pairs, readText } from "./mlrunsFiles";

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

/** As text, since the nanoseconds of a span have more digits than a number of JavaScript. */
async function spansOf(trace: string): Promise<string[]> {
  if (!(await files(join(trace, "artifacts"))).includes("traces.json")) return [];
  const file = parseExact(await readText(join(trace, "artifacts", "traces.json")));
  const spans = file !== undefined && isMap(file) ? file.get("spans") : undefined;
  if (spans === undefined || !isList(spans)) throw new Error("traces.json: expected an object with a list of spans");
  return spans.map((span) => printExact(span));
}
