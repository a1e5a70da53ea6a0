import { ApiError } from "../../../shared/apiError";
import { integer, object, optional, string } from "../../../shared/readers";
import { ok, type Route } from "../../kernel/http/route";
import type { Kernel } from "../../kernel/kernel";
import type { Artifacts } from "./artifacts";
import { filesIn } from "./filesIn";
import { runArtifactRoutes } from "./runArtifactRoutes";
import { sendArtifact } from "./sendArtifact";

const root = "/api/2.0/mlflow-artifacts";

const readListing = object<{ path?: string | undefined }>({ path: optional(string) });

/** The artifact store as MLflow's clients see it, and what hangs on a run or a logged model. */
export function artifactRoutes(artifacts: Artifacts, kernel: Kernel): Route[] {
  return [...storeRoutes(artifacts), ...unsupportedRoutes(), ...runArtifactRoutes(artifacts, kernel)];
}

function storeRoutes(artifacts: Artifacts): Route[] {
  return [
    {
      method: "GET",
      path: `${root}/artifacts`,
      async handle({ body }) {
        const { path = "" } = readListing(body, "");
        const files = await filesIn(artifacts, path, "");
        return ok(files.length > 0 ? { files } : {});
      },
    },
    {
      method: "PUT",
      path: `${root}/artifacts/{path*}`,
      body: "stream",
      async handle({ params, stream }) {
        await artifacts.write(params.path ?? "", stream);
        return ok({});
      },
    },
    {
      method: "GET",
      path: `${root}/artifacts/{path*}`,
      handle: (request) => sendArtifact(artifacts, request.params.path ?? "", request),
    },
    {
      method: "DELETE",
      path: `${root}/artifacts/{path*}`,
      async handle({ params }) {
        await artifacts.remove(params.path ?? "");
        return ok({});
      },
    },
    {
      method: "DELETE",
      path: `${root}/artifacts`,
      async handle() {
        await artifacts.remove("");
        return ok({});
      },
    },
  ];
}

const readPresigned = object<{ path: string; expiration?: number | undefined }>({
  path: string,
  expiration: optional(integer),
});

/** What a store behind a cloud can do and a folder need not. Clients know these sentences and fall back to a plain upload. */
function unsupportedRoutes(): Route[] {
  const refuse = (method: "GET" | "POST", path: string, what: string): Route => ({
    method,
    path: `${root}/${path}`,
    handle() {
      throw new ApiError("NOT_IMPLEMENTED", `${what} is not supported for the current artifact repository`);
    },
  });
  const presigned = (direction: "upload" | "download"): Route => ({
    method: "POST",
    path: `/api/2.0/mlflow/artifacts/presigned-${direction}-url`,
    handle({ body }) {
      readPresigned(body, "");
      throw new ApiError(
        "INVALID_PARAMETER_VALUE",
        `Artifacts go through this runtime: a presigned ${direction} address is only for artifacts in a cloud store`,
      );
    },
  });
  return [
    refuse("POST", "mpu/create/{path*}", "Multipart upload"),
    refuse("POST", "mpu/complete/{path*}", "Multipart upload"),
    refuse("POST", "mpu/abort/{path*}", "Multipart upload"),
    refuse("GET", "presigned/{path*}", "Multipart download"),
    presigned("upload"),
    presigned("download"),
  ];
}
