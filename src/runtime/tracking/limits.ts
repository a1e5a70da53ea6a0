import { invalid } from "../../shared/apiError";

/** MLflow's limits on names and values, and the words its clients look for when one is broken. */

export const limits = {
  key: 250,
  paramValue: 6000,
  tagValue: 8000,
  experimentName: 500,
  experimentTagValue: 20_000,
  artifactLocation: 2048,
  batchMetrics: 1000,
  batchParams: 100,
  batchTags: 100,
  batchTotal: 1000,
  batchBytes: 1_000_000,
  page: 50_000,
  bulkRuns: 100,
  datasetName: 500,
  datasetDigest: 36,
  datasetSource: 65_535,
  datasetSchema: 1_048_575,
  datasetProfile: 16_777_215,
  inputTagKey: 255,
  inputTagValue: 500,
} as const;

/** What is wrong with the value of one named field. */
export function invalidValue(field: string, value: unknown, why = ""): never {
  const shown = JSON.stringify(value) ?? "nothing";
  const short = shown.length > 300 ? `${shown.slice(0, 300)}…` : shown;
  return invalid(`Invalid value ${short} for parameter '${field}' supplied${why === "" ? "" : `: ${why}`}`);
}

export function missingValue(field: string): never {
  return invalid(`Missing value for required parameter '${field}'.`);
}

export function tooLong(field: string, limit: number): never {
  return invalid(`'${field}' exceeds the maximum length of ${limit} characters`);
}

const keyCharacters = /^[/\p{L}\p{N}_.\- :]*$/u;

/** A metric, param or tag key: also a file name in places, so it may not climb or be another spelling of itself. */
export function checkKey(key: string, field: string): string {
  if (!keyCharacters.test(key))
    invalidValue(
      field,
      key,
      "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).",
    );
  if (!isNormalPath(key))
    invalidValue(field, key, "Names may be used as file paths, and must not resolve to another name as such.");
  if (key.length > limits.key) tooLong(field, limits.key);
  return key;
}

export function isKey(key: string): boolean {
  return key.length <= limits.key && keyCharacters.test(key) && isNormalPath(key);
}

/** `a/b` is; ``, `.`, `..a`, `/a`, `a//b`, `a/../b` and `a/` are not. */
function isNormalPath(key: string): boolean {
  return !key.startsWith("..") && key.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

const runIdPattern = /^[a-zA-Z0-9][\p{L}\p{N}_-]{0,255}$/u;
const experimentIdPattern = /^[a-zA-Z0-9][\p{L}\p{N}_-]{0,63}$/u;

export function checkRunId(id: string, field = "run_id"): string {
  return runIdPattern.test(id) ? id : invalidValue(field, id);
}

export function checkExperimentId(id: string): string {
  return experimentIdPattern.test(id) ? id : invalid(`Invalid experiment ID: '${id.slice(0, 200)}'`);
}

export function checkExperimentName(name: string): string {
  if (name === "") invalid("Invalid experiment name: ''");
  return name.length > limits.experimentName ? tooLong("name", limits.experimentName) : name;
}

export function checkLength(value: string, limit: number, field: string): string {
  return value.length > limit ? tooLong(field, limit) : value;
}

/** Long params and run tags are cut, as MLflow does by default; never through the middle of a character. */
export function truncate(value: string, limit: number): string {
  if (value.length <= limit) return value;
  const last = value.charCodeAt(limit - 1);
  return value.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}

/** `max_results` of a search. */
export function checkPage(asked: number | undefined, otherwise: number): number {
  if (asked === undefined) return otherwise;
  if (asked < 1) invalidValue("max_results", asked, "It must be a positive integer");
  if (asked > limits.page) invalidValue("max_results", asked, `It must be at most ${limits.page}`);
  return asked;
}
