import { createRequire } from "node:module";
import { join } from "node:path";

type Later = typeof import("./later");

let later: Later | undefined;

export function loadExplain(): Later {
  later ??= createRequire(__filename)(join(__dirname, "explanations.js")) as Later;
  return later;
}
