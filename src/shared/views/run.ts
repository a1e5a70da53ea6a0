import { object, oneOf, optional, type Reader, string } from "../readers";

export const runTabs = ["overview", "metrics", "params", "artifacts", "log", "traces", "lineage", "code"] as const;
export type RunTab = (typeof runTabs)[number];

export interface RunParams {
  readonly run: string;
  readonly tab?: RunTab;
  readonly metric?: string;
}

export const readRunParams = object<RunParams>({
  run: string,
  tab: optional(oneOf(...runTabs)) as Reader<RunTab>,
  metric: optional(string) as Reader<string>,
});
