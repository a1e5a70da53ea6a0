import { object, oneOf, optional, string } from "../../shared/readers";
import { ok, type Route } from "../kernel/http/route";
import type { Kernel } from "../kernel/kernel";
import type { Importing } from "./importing";

const readBody = object({ kind: oneOf("mlflow"), source: string, token: optional(string) });

export function importingRoutes(importing: Importing, { jobs }: Kernel): Route[] {
  return [
    {
      method: "POST",
      path: "/api/tidemark/v1/import",
      handle({ body }) {
        const { source, token } = readBody(body, "body");
        const id = jobs.start("import", `Import ${source.replace(/\/\/[^/@]*@/, "//")}`, (report, signal) =>
          importing.mlflow(source, { token, report, signal }),
        );
        return ok({ job: id });
      },
    },
  ];
}
