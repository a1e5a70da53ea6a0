import { findRunning } from "../../runtime/running";
import { formatDate } from "../../shared/format";
import { createHttpDoor } from "../httpDoor";
import { defineVerb } from "../verb";

export const status = defineVerb({
  usage: "",
  about: "Exit code 1 when none is up. Starts nothing and changes nothing.",
  options: {},
  async run({ workspace, json, out }) {
    const running = await findRunning(workspace);
    if (!running) {
      if (json) out.document({ running: false, workspace });
      else out.print(`not running (${workspace})`);
      return 1;
    }
    const door = createHttpDoor(running);
    try {
      const facts = (await door.call("GET", "/api/tidemark/v1/status")) as Readonly<Record<string, unknown>>;
      if (json) out.document({ running: true, ...facts });
      else {
        const width = Math.max(...Object.keys(facts).map((name) => name.length));
        for (const [name, value] of Object.entries(facts)) out.print(`${name.padEnd(width)}  ${shown(name, value)}`);
      }
      return 0;
    } finally {
      await door.close();
    }
  },
});

function shown(name: string, value: unknown): string {
  if (name === "started_at") return formatDate(Number(value), { now: Date.now(), seconds: true });
  if (name === "memory_bytes") return `${Math.round(Number(value) / 2 ** 20)} MB`;
  return String(value);
}
