import type { ForeignLoggedModel, ForeignRun } from "../../core/mlflow/foreign";
import { invalid } from "../../shared/apiError";
import { boolean, integer, list, object, optional, string } from "../../shared/readers";
import type { Artifacts } from "../tracking/tracking";
import type { MlflowClient } from "./mlflowClient";

const readListing = object({
  files: optional(
    list(object({ path: string, is_dir: optional(boolean, false), file_size: optional(integer, 0) })),
    [],
  ),
});

interface Remote {
  /** Below the run's or model's own folder. */
  readonly path: string;
  readonly size: number;
}

/** Copies the files of a run or model from a server that hands them out itself. */
export async function fetchFromServer(
  client: MlflowClient,
  artifacts: Artifacts,
  of: ForeignRun | ForeignLoggedModel,
  to: string,
): Promise<number> {
  const root = proxied(of.artifacts);
  if (root === undefined && of.kind === "logged-model")
    invalid(`its files are at ${of.artifacts.slice(0, 200)}, which the server does not hand out`);
  let copied = 0;
  for await (const file of root === undefined ? filesOfRun(client, of.id) : filesBelow(client, root)) {
    const target = `${to}/${file.path}`;
    if (await isHere(artifacts, target, file.size)) continue;
    const address =
      root === undefined
        ? `/get-artifact?run_id=${of.id}&path=${encodeURIComponent(file.path)}`
        : `/api/2.0/mlflow-artifacts/artifacts/${`${root}/${file.path}`.split("/").map(encodeURIComponent).join("/")}`;
    await artifacts.write(target, await client.download(address));
    copied++;
  }
  return copied;
}

/** `mlflow-artifacts:/1/abc/artifacts` → `1/abc/artifacts` */
function proxied(location: string): string | undefined {
  return /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*)$/.exec(location)?.[1];
}

async function* filesOfRun(client: MlflowClient, run: string, path = ""): AsyncGenerator<Remote> {
  const query = path === "" ? { run_id: run } : { run_id: run, path };
  const { files } = readListing(await client.call("artifacts/list", query, "GET"), "artifacts/list");
  for (const file of files) {
    if (file.is_dir) yield* filesOfRun(client, run, file.path);
    else yield { path: file.path, size: file.file_size };
  }
}

async function* filesBelow(client: MlflowClient, root: string, path = ""): AsyncGenerator<Remote> {
  const query = { path: path === "" ? root : `${root}/${path}` };
  const answer = await client.call("/api/2.0/mlflow-artifacts/artifacts", query, "GET");
  for (const file of readListing(answer, "mlflow-artifacts").files) {
    // named relative to the folder that was asked for
    const name = path === "" ? file.path : `${path}/${file.path}`;
    if (file.is_dir) yield* filesBelow(client, root, name);
    else yield { path: name, size: file.file_size };
  }
}

async function isHere(artifacts: Artifacts, path: string, size: number): Promise<boolean> {
  const folder = path.slice(0, path.lastIndexOf("/"));
  const name = path.slice(path.lastIndexOf("/") + 1);
  return (await artifacts.list(folder)).some((entry) => entry.name === name && entry.size === size);
}
