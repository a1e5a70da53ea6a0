import { placedValues, plainValue } from "../../yaml/placedValues";
import { isList, isMap } from "../mapKeys";
import type { Value } from "../values";

/** Says of a stage of dvc.lock and one of its paths whether that is an output with `cache: false`. */
export type IsUncached = (stage: string, path: string) => boolean;

/**
 * From the text of the dvc.yaml beside a dvc.lock, which says nothing of it. Templates are not resolved, as other files may
 * be wanted for that: whatever could stand there fits.
 */
export async function uncachedOuts(pipeline: string): Promise<IsUncached> {
  const read = await placedValues(pipeline);
  const value = "root" in read ? plainValue(read.root) : undefined;
  const stages = isMap(value) && isMap(value.stages) ? value.stages : {};
  const byStage = new Map<string, RegExp[]>();
  for (const [name, stage] of Object.entries(stages)) {
    const body = isMap(stage) && isMap(stage.do) ? stage.do : stage;
    if (isMap(body)) byStage.set(name, [body.outs, body.metrics, body.plots].flatMap(patternsIn));
  }
  return (stage, path) => byStage.get(stage.split("@", 1)[0] ?? "")?.some((pattern) => pattern.test(path)) ?? false;
}

function patternsIn(outs: Value | undefined): RegExp[] {
  return (isList(outs) ? outs : []).flatMap((each) =>
    isMap(each)
      ? Object.entries(each).flatMap(([path, facts]) =>
          isMap(facts) && facts.cache === false ? [patternOf(path)] : [],
        )
      : [],
  );
}

function patternOf(path: string): RegExp {
  const parts = path.split(/\$\{[^}]*\}/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
