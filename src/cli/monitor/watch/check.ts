import { readWindow, type WindowResult } from "../../../shared/monitors";
import { object, optional, type Reader } from "../../../shared/readers";
import { defineVerb } from "../../verb";
import { monitorPath, timeText } from "./paths";

export const check = defineVerb({
  usage: "NAME [--fail-on-alert]",
  about: `Looks now, whatever the monitor's plan says, and keeps what it finds as any other window.

Examples:
  tidemark monitor check churn
  tidemark monitor check churn --fail-on-alert    # exit code 1 when it fails: for CI`,
  options: { "fail-on-alert": { kind: "flag", help: "exit code 1 when it fails" } },
  words: { least: 1, most: 1 },
  async run({ door, words: [name = ""], options, json, out }) {
    const answer = await (await door()).call("POST", monitorPath(name, "check"));
    const { window } = readAnswer(answer, "reply");
    if (json) out.document(window ?? {});
    else if (window === undefined) out.print(`${name}: nothing to look at yet`);
    else {
      out.print(`${name}: ${window.health}, ${window.says}`);
      out.print(`${timeText(window.from)} to ${timeText(window.to)}, ${window.rows} rows`);
    }
    return options["fail-on-alert"] && window?.health === "failing" ? 1 : 0;
  },
});

const readAnswer = object<{ window?: WindowResult }>({ window: optional(readWindow) as Reader<WindowResult> });
