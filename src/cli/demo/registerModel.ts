import { ApiError } from "../../shared/apiError";
import { object, string } from "../../shared/readers";
import type { Door } from "../door";
import type { DemoPlan } from "./plan";

const api = "/api/2.0/mlflow";
const readVersion = object<{ model_version: { version: string } }>({ model_version: object({ version: string }) });

/** The model with its versions, stages and aliases; a second demo adds versions to the same model. Returns how many. */
export async function registerModel(
  { name, description, versions }: DemoPlan["model"],
  runs: ReadonlyMap<string, string>,
  door: Door,
): Promise<number> {
  await makeModel(name, description, door);
  let made = 0;
  for (const version of versions) {
    const run = runs.get(version.run);
    if (run === undefined) continue;
    const reply = await door.call("POST", `${api}/model-versions/create`, {
      name,
      source: `runs:/${run}/model`,
      run_id: run,
      description: version.description,
      tags: [{ key: "tidemark.demo", value: "true" }],
    });
    const number = readVersion(reply, "reply").model_version.version;
    made++;
    if (version.stage !== undefined)
      await door.call("POST", `${api}/model-versions/transition-stage`, {
        name,
        version: number,
        stage: version.stage,
        archive_existing_versions: version.stage === "Production",
      });
    for (const alias of version.aliases)
      await door.call("POST", `${api}/registered-models/alias`, { name, alias, version: number });
  }
  return made;
}

async function makeModel(name: string, description: string, door: Door): Promise<void> {
  try {
    await door.call("POST", `${api}/registered-models/create`, { name, description });
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "RESOURCE_ALREADY_EXISTS")) throw error;
  }
}
