import { invalid } from "../../shared/apiError";

/** Tags that only the server sets: they say where the spans are. */
const reserved = ["mlflow.trace.spansLocation", "mlflow.trace.archiveLocation", "mlflow.trace.archivalFailure"];

export function checkFree(key: string, act: "set" | "deleted"): void {
  if (reserved.includes(key) && !(act === "deleted" && key === "mlflow.trace.archivalFailure"))
    invalid(`Tag '${key}' is immutable and cannot be ${act} on a trace.`);
}

/** MLflow's rule for keys: they may become names of files. */
export function isKey(key: string): boolean {
  return (
    key.length <= 250 &&
    /^[/\p{L}\p{N}_.\- :]*$/u.test(key) &&
    key.split("/").every((part) => part !== "" && part !== "." && part !== "..")
  );
}

export function checkTag(key: string, value: string): readonly [string, string] {
  if (key.length > 250) invalid("'key' exceeds the maximum length of 250 characters");
  if (!isKey(key))
    invalid(
      `Invalid value ${JSON.stringify(key.slice(0, 250))} for parameter 'key' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/), and must not climb.`,
    );
  return [key, value.slice(0, 8000)];
}

export function checkLong(what: string, value: string, most: number): void {
  if (value.length > most) invalid(`${what} exceeds the maximum length of ${most} characters`);
}
