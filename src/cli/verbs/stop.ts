import { findRunning, hasEnded } from "../../runtime/running";
import { ApiError } from "../../shared/apiError";
import { createHttpDoor } from "../httpDoor";
import { defineVerb } from "../verb";

/** What is under way is given 5 s, and then the store is closed. */
const patience = 60_000;

export const stop = defineVerb({
  usage: "",
  about: "Waits until it has ended. Fine when none is up.",
  options: {},
  async run({ workspace, json, out }) {
    const running = await findRunning(workspace);
    if (running) {
      const door = createHttpDoor(running);
      await door.call("POST", "/api/tidemark/v1/stop").finally(() => door.close());
      if (!(await hasEnded(workspace, running, patience)))
        throw new ApiError(
          "INVALID_STATE",
          `Process ${running.pid} has been asked to stop and has not ended in ${patience / 1000} s`,
        );
    }
    if (json) out.document({ stopped: running !== undefined, ...(running ? { pid: running.pid } : {}) });
    else out.print(running ? `stopped (process ${running.pid})` : "nothing was running");
    return 0;
  },
});
