import { readFileSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { readYaml } from "../../core/yaml/readYaml";
import { isFactName, knownFacts } from "../../shared/factNames";
import type { Policy } from "../../shared/modelDetail";
import { stages } from "../../shared/models";
import { integer, list, object, oneOf, optional, type Reader, string } from "../../shared/readers";
import type { Kernel } from "../kernel/kernel";
import { largestSharedFile, sharedFile } from "../kernel/sharedFile";

export const openPolicy: Policy = { approvals: [], required: [], approvers: [], serve: "any" };

export type PolicySource = () => Policy;

/** The rules of the workspace's tidemark.yaml, read anew whenever the file is another. */
export function createPolicy({ places }: Pick<Kernel, "places">): PolicySource {
  const path = join(places.workspace, sharedFile);
  let known: { readonly stamp: string; readonly policy: Policy } | undefined;
  return () => {
    const stats = statOf(path);
    if (typeof stats === "string") return troubled(stats);
    if (!stats?.isFile()) return openPolicy;
    const stamp = `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
    if (known?.stamp !== stamp) known = { stamp, policy: readFile(path, stats.size) };
    return known.policy;
  };
}

/** Undefined where there is nothing; a text says why it cannot be told: a link to itself, a folder that nobody may enter. */
function statOf(path: string): Stats | undefined | string {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A file that cannot be read may hold a rule: that is said, and Production is shut until it can. */
function readFile(path: string, size: number): Policy {
  try {
    if (size > largestSharedFile) return troubled(`larger than ${largestSharedFile} bytes`);
    return readPolicy(readYaml(readFileSync(path, "utf8")));
  } catch (error) {
    return troubled(error instanceof Error ? error.message : String(error));
  }
}

function troubled(why: string): Policy {
  return { ...openPolicy, problem: `${sharedFile}: ${why.replaceAll(/\s*\n\s*/g, " ").slice(0, 300)}` };
}

/** What `registry:` of the file says; other parts of it are not ours. */
function readPolicy(file: unknown): Policy {
  const { registry } = object<{ registry: unknown }>({ registry: (value) => value })(file ?? {}, "the file");
  return registry === undefined || registry === null ? openPolicy : readRegistry(registry, "registry");
}

const readApprovals: Reader<Policy["approvals"]> = (value, at) => {
  object({})(value, at);
  return Object.entries(value as Record<string, unknown>).map(([name, count]) => {
    const stage = stages.find((each) => each.toLowerCase() === name.toLowerCase());
    if (stage === undefined) throw new Error(`${at}.${name}: expected a stage: ${stages.join(", ")}`);
    const needed = integer(count, `${at}.${name}`);
    if (needed < 0 || needed > 100) throw new Error(`${at}.${name}: expected 0 to 100`);
    return { stage, needed };
  });
};

const readRequired: Reader<string> = (value, at) => {
  const name = string(value, at).trim().toLowerCase().replaceAll(/\s+/g, " ");
  if (isFactName(name)) return /^(metric|tag|artifact) /.test(name) ? keepCase(string(value, at)) : name;
  throw new Error(
    `${at}: '${name.slice(0, 100)}' is no fact: expected ${knownFacts.join(", ")}, metric NAME, tag KEY or artifact PATH`,
  );
};

/** Names of metrics, tags and files are told apart by their case. */
function keepCase(value: string): string {
  const [kind = "", ...name] = value.trim().split(/\s+/);
  return [kind.toLowerCase(), ...name].join(" ");
}

const rules = {
  approvals: optional(readApprovals, []),
  required: optional(list(readRequired), []),
  approvers: optional(list(string), []),
  serve: optional(oneOf("any", "approved"), "any"),
};

/** A rule that is misspelt would be no rule, and nobody would know. */
const readRegistry: Reader<Omit<Policy, "problem">> = (value, at) => {
  const read = object<Omit<Policy, "problem">>(rules)(value, at);
  const unknown = Object.keys(value as object).find((key) => !Object.hasOwn(rules, key));
  if (unknown !== undefined)
    throw new Error(`${at}: '${unknown.slice(0, 100)}' is no rule: expected ${Object.keys(rules).join(", ")}`);
  return read;
};
