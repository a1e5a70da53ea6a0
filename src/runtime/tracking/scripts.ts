import { access } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { invalid } from "../../shared/apiError";
import { integer, object, oneOf, oneOrMore, optional, string } from "../../shared/readers";
import type { RunSummary } from "../../shared/runs";
import { okNumbers, type Route } from "../kernel/http/route";
import type { Kernel } from "../kernel/kernel";
import { createScriptMatch } from "./scriptMatch";
import { parentTag, runsOf, tagCell } from "./store";
import type { Summaries } from "./summaries";
import { newestFirst } from "./table/tableRows";

const mostRuns = 5000;

interface Query {
  readonly path: string;
  readonly limit: number;
  /** `none`: only runs that are nested in no other. */
  readonly parent: "none" | "any";
  /** Metrics that are told of first, and tags that are told of at all. */
  readonly metric: readonly string[];
  readonly tag: readonly string[];
}

export type Scripts = ReturnType<typeof createScripts>;

/** Which runs a script or notebook has made. */
export function createScripts({ store, places }: Kernel, summaries: Summaries) {
  const exists = (path: string) =>
    access(path).then(
      () => true,
      () => false,
    );

  return {
    async runsOf({ path, limit, parent, metric, tag }: Query): Promise<{ runs: RunSummary[]; total: number }> {
      const whole = isAbsolute(path) ? path : join(places.workspace, path);
      const isIt = createScriptMatch(whole, places.workspace, exists);
      const table = runsOf(store);
      const names = table.texts.get(`${tagCell}mlflow.source.name`);
      const paths = table.texts.get(`${tagCell}tidemark.source.path`);
      const folders = table.texts.get(`${tagCell}tidemark.cwd`);
      const lifecycle = table.texts.get("lifecycle");
      const parents = parent === "none" ? table.texts.get(tagCell + parentTag) : undefined;
      const active = lifecycle?.codeOf("active") ?? 0;
      const verdicts = new Map<string, boolean>();
      const found: number[] = [];
      for (const ordinal of [...table.live()]) {
        const [name, own, cwd] = [names?.code(ordinal) ?? 0, paths?.code(ordinal) ?? 0, folders?.code(ordinal) ?? 0];
        if ((name === 0 && own === 0) || lifecycle?.code(ordinal) !== active) continue;
        if (parents?.code(ordinal)) continue;
        const key = `${name} ${own} ${cwd}`;
        let verdict = verdicts.get(key);
        if (verdict === undefined) {
          verdict = await isIt({ name: names?.get(ordinal), path: paths?.get(ordinal), cwd: folders?.get(ordinal) });
          verdicts.set(key, verdict);
        }
        if (verdict) found.push(ordinal);
      }
      const newest = newestFirst(table, Int32Array.from(found));
      return { runs: summaries.runs(newest.subarray(0, limit), { metric, tag }), total: newest.length };
    },
  };
}

const readQuery = object<Query>({
  path: string,
  limit: optional(integer, 3),
  parent: optional(oneOf("none", "any"), "any"),
  metric: optional(oneOrMore(string), []),
  tag: optional(oneOrMore(string), []),
});

export function scriptRoutes(scripts: Scripts): Route[] {
  return [
    {
      method: "GET",
      path: "/api/tidemark/v1/scripts",
      async handle({ body }) {
        const query = readQuery(body, "");
        const { path, limit } = query;
        if (path === "") invalid("path: missing");
        if (limit < 1 || limit > mostRuns) invalid(`limit: expected 1 to ${mostRuns}`);
        return okNumbers(await scripts.runsOf(query));
      },
    },
  ];
}
