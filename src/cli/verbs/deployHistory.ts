import { type RolloutEvent, readHistory } from "../../shared/deploymentPage";
import { formatDate } from "../../shared/format";
import { askRuntime } from "../deploy/askRuntime";
import { deploymentPath } from "../deploy/path";
import { type Column, writeTable } from "../terminal/table";
import { defineVerb } from "../verb";

export const deployHistory = defineVerb({
  usage: "NAME",
  about: `What became of a deployment, the newest first: when, who, what was done and why. Where nobody is named, the
rollout decided by itself, as its file says.

Examples:
  tidemark deploy history churn
  tidemark deploy history churn --json`,
  options: {},
  words: { least: 1, most: 1 },
  async run({ workspace, words: [name = ""], json, out }) {
    const answer = await askRuntime(workspace, "GET", deploymentPath(name, "history"));
    if (json) out.document(answer as object);
    else writeTable(out, columns(Date.now()), readHistory(answer, "reply").history);
    return 0;
  },
});

function columns(now: number): Column<RolloutEvent>[] {
  return [
    {
      title: "when",
      least: "whole",
      text: ({ at }) => formatDate(at, { now }),
      plain: ({ at }) => new Date(at).toISOString(),
    },
    { title: "who", text: ({ by }) => by ?? "" },
    { title: "act", text: ({ act }) => act },
    { title: "weights", text: ({ shares }) => shares.map((each) => `${each.variant} ${each.weight}%`).join(", ") },
    { title: "why", text: ({ reason }) => reason, yields: 1 },
  ];
}
