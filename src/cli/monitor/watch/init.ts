import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { readMonitors } from "../../../core/monitors/readMonitors";
import { plainName } from "../../../core/rollout/plainName";
import { editYaml, YamlFault } from "../../../core/yaml/editYaml";
import { sharedFile } from "../../../runtime/kernel/sharedFile";
import { UsageError } from "../../args";
import type { Door } from "../../door";
import { defineVerb } from "../../verb";

export const init = defineVerb({
  usage: "TARGET [--reference R] [--name N] [--window W] [--every T]",
  about: `Writes a monitor of a deployment, or of a table, into tidemark.yaml; what else stands there stays as it is,
comments too. Of a deployment the reference is what its model was trained on unless another is named.

Examples:
  tidemark monitor init churn
  tidemark monitor init churn --reference data/train.csv@HEAD --window 24h --every 10m
  tidemark monitor init data/raw.csv --reference data/raw.csv@HEAD`,
  options: {
    reference: { kind: "text", value: "R", help: "what it is compared with: a file, a data version, run:ID/NAME" },
    name: { kind: "text", value: "N", help: "of the monitor; the target's if left out" },
    window: { kind: "text", value: "W", help: "1h, 24h, 7d or '1000 rows'" },
    every: { kind: "text", value: "T", help: "how often it is looked at: 10m, 1h" },
    drifted: { kind: "integer", value: "N", help: "from so many drifted columns on it alerts" },
  },
  words: { least: 1, most: 1 },
  async run({ workspace, door, words: [target = ""], options, json, out }) {
    const path = resolve(workspace, target);
    const isTable = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
    if (!isTable) await checkDeployment(await door(), target);
    if (isTable && options.reference === undefined)
      throw new UsageError(`--reference: name what ${target} is compared with, as ${target}@HEAD`);
    const name = options.name ?? plainName(isTable ? target.replace(/\.[a-z.]+$/i, "") : target);
    const monitor = {
      ...(isTable ? { data: relative(workspace, path).split(sep).join("/") } : { deployment: target }),
      reference: options.reference ?? "training",
      ...(options.window === undefined ? (isTable ? {} : { window: "24h" }) : { window: options.window }),
      ...(options.every === undefined ? {} : { every: options.every }),
      ...(options.drifted === undefined ? {} : { alert: { drifted: options.drifted } }),
    };
    writeMonitor(join(workspace, sharedFile), name, monitor);
    if (json) out.document({ name, file: sharedFile, monitor });
    else out.print(`${sharedFile}: monitor ${name} of ${target} against ${monitor.reference}`);
    return 0;
  },
});

async function checkDeployment(door: Door, name: string): Promise<void> {
  const { deployments } = (await door.call("GET", "/api/tidemark/v1/deployments")) as {
    deployments: readonly { readonly name: string }[];
  };
  if (deployments.some((each) => each.name === name)) return;
  const known = deployments.map((each) => each.name).join(", ");
  throw new UsageError(
    `${name}: neither a file nor a deployment; ${known === "" ? "there are no deployments" : `deployments are ${known}`}`,
  );
}

/** The whole or nothing of it. What could not be read afterwards is not written. */
function writeMonitor(path: string, name: string, monitor: object): void {
  const before = existsSync(path) ? readFileSync(path, "utf8") : "";
  const text = edited(before, name, monitor);
  const wrong = readMonitors(text).findings.find(({ message }) => message.startsWith(`monitors.${name}`));
  if (wrong) throw new UsageError(wrong.message.replace(`monitors.${name}.`, "--"));
  const own = `${path}.${process.pid}`;
  try {
    writeFileSync(own, text);
    renameSync(own, path);
  } finally {
    rmSync(own, { force: true });
  }
}

function edited(before: string, name: string, monitor: object): string {
  try {
    const file = editYaml(before);
    if (file.get(["monitors", name]) !== undefined)
      throw new UsageError(`${sharedFile} has a monitor '${name}' already: --name gives this one another name`);
    file.set(["monitors", name], monitor);
    return file.text();
  } catch (error) {
    if (error instanceof YamlFault) throw new UsageError(`${sharedFile}:${error.line}: ${error.message}`);
    throw error;
  }
}
