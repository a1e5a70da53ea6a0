import { invalid } from "../../shared/apiError";
import { checkKey } from "../tracking/tracking";

/** Tags that only the server sets: they say where the spans are. */
const reserved = ["mlflow.trace.spansLocation", "mlflow.trace.archiveLocation", "mlflow.trace.archivalFailure"];

export function checkFree(key: string, act: "set" | "deleted"): void {
  if (reserved.includes(key) && !(act === "deleted" && key === "mlflow.trace.archivalFailure"))
    invalid(`Tag '${key}' is immutable and cannot be ${act} on a trace.`);
}

export function checkTag(key: string, value: string): readonly [string, string] {
  return [checkKey(key, "key"), value.slice(0, 8000)];
}

export function checkLong(what: string, value: string, most: number): void {
  if (value.length > most) invalid(`${what} exceeds the maximum length of ${most} characters`);
}
