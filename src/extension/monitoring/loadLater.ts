import { createRequire } from "node:module";
import { join } from "node:path";

type Later = typeof import("./later");

let later: Later | undefined;

export function loadMonitoring(): Later {
  later ??= createRequire(__filename)(join(__dirname, "monitoring.js")) as Later;
  return later;
}
