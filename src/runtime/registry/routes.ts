import { invalid } from "../../shared/apiError";
import { integer, object, optional, string } from "../../shared/readers";
import { ok, type Reply, type Request, type Route } from "../kernel/http/route";
import { checkVersion, required } from "./checks";
import { modelRoutes } from "./mlflow/modelRoutes";
import { versionRoutes } from "./mlflow/versionRoutes";
import { webhookRoutes } from "./mlflow/webhookRoutes";
import type { Registry } from "./registry";

/** Sends a file below an artifact address; the tracking room keeps the files. */
export type SendFile = (location: string, path: string, request: Request) => Promise<Reply>;

export function registryRoutes(registry: Registry, sendFile: SendFile): Route[] {
  return [
    ...modelRoutes(registry),
    ...versionRoutes(registry),
    ...webhookRoutes(),
    fileRoute(registry, sendFile),
    ...ownRoutes(registry),
  ];
}

const readFile = object({ name: required, version: required, path: required });

/** The address that MLflow's pages ask for files of a version. */
function fileRoute({ versions, resolve }: Registry, sendFile: SendFile): Route {
  return {
    method: "GET",
    path: "/model-versions/get-artifact",
    handle(request) {
      const { name, version, path } = readFile(request.body, "");
      return sendFile(resolve.location(versions.get(name, checkVersion(version))), path, request);
    },
  };
}

const readAudit = object({
  model: optional(string),
  limit: optional(integer, 200),
  page_token: optional(string),
});

function ownRoutes({ summaries, audit }: Registry): Route[] {
  return [
    { method: "GET", path: "/api/tidemark/v1/models", handle: () => ok({ models: summaries() }) },
    {
      method: "GET",
      path: "/api/tidemark/v1/registry/audit",
      handle({ body }) {
        const { model, limit, page_token } = readAudit(body, "");
        if (limit < 1 || limit > 10_000) invalid("limit: expected 1 to 10000");
        return ok(audit.list({ model, limit, pageToken: page_token }));
      },
    },
  ];
}
