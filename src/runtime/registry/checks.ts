import { invalid } from "../../shared/apiError";
import { type Stage, stages } from "../../shared/models";
import type { Reader } from "../../shared/readers";
import type { Pair } from "./store";

/** MLflow's limits on what the registry holds, in the words that its clients look for. */

const limits = {
  name: 256,
  description: 100_000,
  source: 2048,
  tagKey: 250,
  tagValue: 100_000,
  alias: 255,
  comment: 2000,
  version: 2 ** 31 - 1,
} as const;

/** A required text: empty is missing. */
export const required: Reader<string> = (value, at) => {
  if (value === undefined || value === null || value === "")
    return invalid(`Missing value for required parameter '${at}'.`);
  return typeof value === "string" ? value : invalidValue(at, value, "expected a string");
};

/** A truth value and no word for one: what it decides is not undone. */
export const truth: Reader<boolean> = (value, at) => {
  if (value === undefined || value === null) return false;
  return typeof value === "boolean" ? value : invalidValue(at, value, "expected true or false");
};

function invalidValue(field: string, value: unknown, why: string): never {
  const shown = JSON.stringify(value) ?? "nothing";
  return invalid(`Invalid value ${shown.slice(0, 300)} for parameter '${field}' supplied: ${why}`);
}

function checkLength(field: string, value: string, limit: number): string {
  return value.length > limit ? invalid(`'${field}' exceeds the maximum length of ${limit} characters`) : value;
}

/** `a/b` is; ``, `.`, `..a`, `/a`, `a//b`, `a/../b` and `a/` are not. */
function isNormalPath(name: string): boolean {
  return !name.startsWith("..") && name.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

export function checkModelName(name: string, field = "name"): string {
  if (name.trim() === "") invalid(`Missing value for required parameter '${field}'.`);
  if (/[/:]/.test(name)) invalid(`Invalid model name '${name.slice(0, 300)}'. Names cannot contain '/' or ':'.`);
  if (!isNormalPath(name)) invalidValue(field, name, "Names may be used as file paths, and must not be '.' or climb.");
  return checkLength(field, name, limits.name);
}

export function checkVersion(version: string): number {
  const number = /^\s*[-+]?\d+\s*$/.test(version) ? Number(version) : Number.NaN;
  if (Number.isNaN(number)) invalid(`Parameter 'version' must be an integer, got '${version.slice(0, 100)}'.`);
  return Math.abs(number) > limits.version ? invalidValue("version", version, "no version is that high") : number;
}

export function checkAlias(alias: string): string {
  if (!/^[\p{L}\p{N}_-]+$/u.test(alias))
    invalid(
      `Invalid alias name: '${alias.slice(0, 300)}'. Names may only contain alphanumerics, underscores (_), and dashes (-).`,
    );
  return checkLength("Registered model alias name", alias, limits.alias);
}

export function checkNewAlias(alias: string): string {
  checkAlias(alias);
  if (alias.toLowerCase() === "latest") invalid("'latest' alias name (case insensitive) is reserved.");
  return /^v\d+$/i.test(alias) ? invalid(`Version alias name '${alias}' is reserved.`) : alias;
}

export function checkTagKey(key: string): string {
  if (!/^[/\p{L}\p{N}_.\- :]*$/u.test(key))
    invalidValue(
      "key",
      key,
      "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).",
    );
  if (!isNormalPath(key))
    invalidValue("key", key, "Names may be used as file paths, and must not resolve to another name as such.");
  return checkLength("key", key, limits.tagKey);
}

export function checkTag({ key, value }: Pair): Pair {
  checkTagKey(key);
  const field = key === "mlflow.prompt.text" ? "Prompt text" : "value";
  if (value.length > limits.tagValue)
    invalid(
      field === "value"
        ? `'value' exceeds the maximum length of ${limits.tagValue} characters`
        : `Prompt text exceeds max length of ${limits.tagValue} characters.`,
    );
  return { key, value };
}

export function checkDescription(description: string): string {
  return checkLength("description", description, limits.description);
}

/** What the audit trail keeps whole. */
export function checkComment(comment: string): string {
  return checkLength("comment", comment, limits.comment);
}

export function checkSourceLength(source: string, field = "source"): string {
  return checkLength(field, source, limits.source);
}

/** Stages have no case when asked for. */
export function checkStage(stage: string): Stage {
  const found = stages.find((each) => each.toLowerCase() === stage.toLowerCase());
  return (
    found ?? invalid(`Invalid Model Version stage: ${stage.slice(0, 100)}. Value must be one of ${stages.join(", ")}.`)
  );
}
