import { createRequire } from "node:module";
import { join } from "node:path";

type Later = typeof import("./room");

let later: Later | undefined;

export function loadData(): Later {
  later ??= createRequire(__filename)(join(__dirname, "data.js")) as Later;
  return later;
}
