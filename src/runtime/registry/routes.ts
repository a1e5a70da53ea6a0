import { object } from "../../shared/readers";
import type { Reply, Request, Route } from "../kernel/http/route";
import { checkVersion, required } from "./checks";
import { modelRoutes } from "./mlflow/modelRoutes";
import { versionRoutes } from "./mlflow/versionRoutes";
import { webhookRoutes } from "./mlflow/webhookRoutes";
import { ownRoutes } from "./ownRoutes";
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
