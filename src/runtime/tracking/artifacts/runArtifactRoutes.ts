import { invalid } from "../../../shared/apiError";
import { object, optional, string } from "../../../shared/readers";
import { ok, type Reply, type Route } from "../../kernel/http/route";
import type { Kernel } from "../../kernel/kernel";
import { checkRelative, joinPath } from "./artifactPath";
import type { Artifacts } from "./artifacts";
import { filesIn } from "./filesIn";
import { createLocations, ownPlace } from "./locations";
import { sendBelow } from "./sendArtifact";

interface OfRun {
  run_id?: string | undefined;
  run_uuid?: string | undefined;
  path?: string | undefined;
}
const readOfRun = object<OfRun>({ run_id: optional(string), run_uuid: optional(string), path: optional(string) });
const readDirectory = object<{ artifact_directory_path?: string | undefined }>({
  artifact_directory_path: optional(string),
});
const readFile = object<{ artifact_file_path: string }>({ artifact_file_path: string });

const largestFromPage = 10 * 1024 * 1024;

export function runArtifactRoutes(artifacts: Artifacts, kernel: Kernel): Route[] {
  const { locationOfRun, locationOfModel } = createLocations(kernel);
  const send = sendBelow(artifacts);
  const runOf = ({ run_id, run_uuid }: OfRun): string => run_id || run_uuid || invalid("run_id: missing");

  return [
    {
      method: "GET",
      path: "/api/2.0/mlflow/artifacts/list",
      handle({ body }) {
        const asked = readOfRun(body, "");
        const run = runOf(asked);
        checkRelative(asked.path);
        return listing(artifacts, locationOfRun(run), asked.path);
      },
    },
    {
      method: "GET",
      path: "/get-artifact",
      handle(request) {
        const asked = readOfRun(request.body, "");
        const path = checkRelative(asked.path ?? invalid("path: missing"));
        return send(locationOfRun(runOf(asked)), path, request);
      },
    },
    {
      method: "POST",
      path: "/api/2.0/mlflow/upload-artifact",
      body: "bytes",
      limit: largestFromPage,
      async handle({ body, query }) {
        const run = query.get("run_uuid") || query.get("run_id") || invalid("Request must specify run_uuid.");
        const path = checkRelative(query.get("path") || invalid("Request must specify path."));
        if (!(body instanceof Uint8Array) || body.byteLength === 0) return invalid("Request must specify data.");
        await artifacts.write(joinPath(ownPlace(locationOfRun(run)), path), body);
        return ok({});
      },
    },
    {
      method: "GET",
      path: "/api/2.0/mlflow/logged-models/{model_id}/artifacts/directories",
      handle({ body, params }) {
        const { artifact_directory_path: path } = readDirectory(body, "");
        checkRelative(path);
        return listing(artifacts, locationOfModel(params.model_id ?? ""), path);
      },
    },
    {
      method: "GET",
      path: "/api/2.0/mlflow/logged-models/{model_id}/artifacts/files",
      handle(request) {
        const path = checkRelative(readFile(request.body, "").artifact_file_path);
        return send(locationOfModel(request.params.model_id ?? ""), path, request);
      },
    },
  ];
}

async function listing(artifacts: Artifacts, location: string, path: string | undefined): Promise<Reply> {
  const below = path?.replace(/\/+$/, "") ?? "";
  const files = await filesIn(artifacts, joinPath(ownPlace(location), below), below);
  return ok(files.length > 0 ? { root_uri: location, files } : { root_uri: location });
}
