import { ensureRuntime } from "../../runtime/running";
import type { Door } from "../door";
import { createHttpDoor } from "../httpDoor";

/** One request to a runtime that stays when the command has ended: a deployment needs somebody who keeps it up. */
export async function askRuntime(workspace: string, ...asked: Parameters<Door["call"]>): Promise<unknown> {
  const door = createHttpDoor(await ensureRuntime(workspace));
  try {
    return await door.call(...asked);
  } finally {
    await door.close();
  }
}
