import { ApiError, invalid } from "../../../shared/apiError";
import { object, optional, string } from "../../../shared/readers";
import { ok, type Reply, type Route } from "../../kernel/http/route";
import type { Kernel } from "../../kernel/kernel";
import { joinPath, placeOf, readArtifactPath } from "./artifactPath";
import type { Artifacts } from "./artifacts";
import { filesIn } from "./filesIn";
import { createLocations } from "./locations";
import { sendArtifact } from "./sendArtifact";

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
  const runOf = ({ run_id, run_uuid }: OfRun): string => run_id || run_uuid || invalid("run_id: missing");

  return [
    {
      method: "GET",
      path: "/api/2.0/mlflow/artifacts/list",
      handle({ body }) {
        const asked = readOfRun(body, "");
        const run = runOf(asked);
        checkPath(asked.path);
        return listing(artifacts, locationOfRun(run), asked.path);
      },
    },
    {
      method: "GET",
      path: "/get-artifact",
      handle(request) {
        const asked = readOfRun(request.body, "");
        const path = checkPath(asked.path ?? invalid("path: missing"));
        return sendArtifact(artifacts, joinPath(ownPlace(locationOfRun(runOf(asked))), path), request);
      },
    },
    {
      method: "POST",
      path: "/api/2.0/mlflow/upload-artifact",
      body: "bytes",
      limit: largestFromPage,
      async handle({ body, query }) {
        const run = query.get("run_uuid") || query.get("run_id") || invalid("run_uuid: missing");
        const path = checkPath(query.get("path") || invalid("path: missing"));
        if (!(body instanceof Uint8Array) || body.byteLength === 0) return invalid("body: empty");
        await artifacts.write(joinPath(ownPlace(locationOfRun(run)), path), body);
        return ok({});
      },
    },
    {
      method: "GET",
      path: "/api/2.0/mlflow/logged-models/{model_id}/artifacts/directories",
      handle({ body, params }) {
        const { artifact_directory_path: path } = readDirectory(body, "");
        checkPath(path);
        return listing(artifacts, locationOfModel(params.model_id ?? ""), path);
      },
    },
    {
      method: "GET",
      path: "/api/2.0/mlflow/logged-models/{model_id}/artifacts/files",
      handle(request) {
        const path = checkPath(readFile(request.body, "").artifact_file_path);
        const place = ownPlace(locationOfModel(request.params.model_id ?? ""));
        return sendArtifact(artifacts, joinPath(place, path), request);
      },
    },
  ];
}

async function listing(artifacts: Artifacts, location: string, path: string | undefined): Promise<Reply> {
  const below = path?.replace(/\/+$/, "") ?? "";
  const files = await filesIn(artifacts, joinPath(ownPlace(location), below), below);
  return ok(files.length > 0 ? { root_uri: location, files } : { root_uri: location });
}

/** On its own, before it is joined: a path that climbs out of its run is wrong even if it stays in the store. */
function checkPath<T extends string | undefined>(path: T): T {
  if (path !== undefined) readArtifactPath(path);
  return path;
}

/** Where the address points in our store. An address elsewhere is text to us: we neither read, write nor list there. */
export function ownPlace(location: string): string {
  const place = placeOf(location);
  if (place === undefined)
    throw new ApiError(
      "INVALID_PARAMETER_VALUE",
      `These artifacts are kept at '${location}', outside of this runtime: open them there`,
    );
  return place;
}
