import { ensureRuntime } from "../../runtime/running";
import type { Door } from "../door";
import { createHttpDoor } from "../httpDoor";

/** The routes of a runtime that stays when the command has ended: a deployment needs somebody who keeps it up. */
export async function runtimeDoor(workspace: string): Promise<Door> {
  return createHttpDoor(await ensureRuntime(workspace));
}
