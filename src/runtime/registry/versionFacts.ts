import { isKnownFact, type KnownFact, splitNamed } from "../../shared/factNames";
import type { Policy, VersionDetail, VersionFact } from "../../shared/modelDetail";
import type { ModelFiles, VersionFiles } from "./modelFiles";
import type { ModelDoc, Pair, VersionDoc } from "./store";

/** All that can be known of a version, before it is asked what of it counts. */
export interface Evidence {
  readonly model: ModelDoc;
  readonly version: VersionDoc;
  /** Undefined: its files are kept elsewhere. */
  readonly files: VersionFiles | undefined;
  /** Names of the files at the top of its run. */
  readonly runFiles: readonly string[];
  readonly runTags: readonly Pair[];
  readonly metrics: VersionDetail["metrics"];
  readonly data: VersionDetail["data"];
}

type Finding = Pick<VersionFact, "text" | "count" | "run_path">;

/** Said of every version, whatever the policy asks for. */
const always: readonly KnownFact[] = ["model card", "training data", "signature", "input example", "environment"];

/** What is required first, in the order of the policy; then what is good to know. */
export function listFacts({ required }: Policy, evidence: Evidence, has: ModelFiles["has"]): Promise<VersionFact[]> {
  const names = [...new Set([...required, ...always])];
  return Promise.all(
    names.map(async (name): Promise<VersionFact> => {
      const found = await findFact(name, evidence, has);
      return { name, required: required.includes(name), met: found !== undefined, ...found };
    }),
  );
}

/** Undefined: there is no such thing. */
async function findFact(name: string, evidence: Evidence, has: ModelFiles["has"]): Promise<Finding | undefined> {
  if (isKnownFact(name)) return findKnown(name, evidence);
  const named = splitNamed(name);
  if (named === undefined) return undefined;
  const { kind, key } = named;
  switch (kind) {
    case "metric": {
      const metric = evidence.metrics.find((each) => each.key === key);
      return metric && { text: String(metric.value) };
    }
    case "tag":
      return ofText([...evidence.version.tags, ...evidence.runTags].find((tag) => tag.key === key)?.value);
    case "artifact":
      return (await has(evidence.version, key)) ? { text: key } : undefined;
    default:
      return kind satisfies never;
  }
}

function findKnown(name: KnownFact, { model, version, files, runFiles, runTags, data }: Evidence): Finding | undefined {
  switch (name) {
    case "model card": {
      const beside = files?.names.find(isCard);
      if (beside !== undefined) return { text: beside };
      const inRun = runFiles.find(isCard);
      if (inRun !== undefined) return { text: inRun, run_path: inRun };
      return findKnown("description", { ...noEvidence, model, version });
    }
    case "training data":
      return data && ofText(data.digest);
    case "signature": {
      const inputs = files?.model?.inputs;
      return inputs === undefined ? undefined : { count: inputs };
    }
    case "input example":
      return ofText(files?.model?.example);
    case "environment":
      return ofText(environmentFiles.find((file) => files?.names.includes(file)));
    case "commit":
      return ofText(runTags.find(({ key }) => key === "mlflow.source.git.commit")?.value.slice(0, 7));
    case "description":
      return ofText(firstLine(version.description ?? "") || firstLine(model.description ?? ""));
    default:
      return name satisfies never;
  }
}

const noEvidence = { files: undefined, runFiles: [], runTags: [], metrics: [], data: undefined };

/** In the order of how exactly they tell what to install. */
const environmentFiles = ["requirements.txt", "conda.yaml", "python_env.yaml"];

function isCard(name: string): boolean {
  return /^(readme|model[-_ ]?card)(\.(md|markdown|txt|rst))?$/i.test(name);
}

function ofText(text: string | undefined): Finding | undefined {
  return text ? { text } : undefined;
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0]?.slice(0, 120) ?? "";
}
