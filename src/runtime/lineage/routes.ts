import { invalid } from "../../shared/apiError";
import { integer, object, optional, type Reader, string } from "../../shared/readers";
import { ok, type Route } from "../kernel/http/route";
import type { LineageService } from "./lineage";

interface Asked {
  readonly run?: string;
  readonly model?: string;
  readonly version?: number;
}

const readAsked = object<Asked>({
  run: optional(string) as Reader<string>,
  model: optional(string) as Reader<string>,
  version: optional(integer) as Reader<number>,
});

export function lineageRoutes(lineage: LineageService): Route[] {
  return [
    {
      method: "GET",
      path: "/api/tidemark/v1/lineage",
      async handle({ body }) {
        const { run, model, version } = readAsked(body, "query");
        if (run !== undefined) return ok(await lineage.ofRun(run));
        if (model === undefined || version === undefined) return invalid("query: expected run, or model and version");
        return ok(await lineage.ofVersion(model, version));
      },
    },
  ];
}
