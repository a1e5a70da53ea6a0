import type { ReproResult } from "../../runtime/pipeline/pipeline";
import { formatDuration } from "../../shared/format";
import type { ReproEvent, ReproStage, StageState } from "../../shared/repro";
import { whyText } from "../../shared/repro";
import type { Output } from "../output";
import { type Paint, palette, screenOf } from "../terminal/terminal";

interface Style {
  readonly json: boolean;
  readonly jobs: number;
  readonly isDry: boolean;
}

export interface ReproReport {
  event(event: ReproEvent): void;
  output(stage: string, part: Buffer, from: "stdout" | "stderr"): Promise<void> | undefined;
  end(result: ReproResult): void;
}

/** What a person sees of a repro: a line a stage, what stages say, a summary. With `--json` one document. */
export function createReproReport(out: Output, { json, jobs, isDry }: Style): ReproReport {
  const began = Date.now();
  const last = new Map<string, ReproStage>();
  const lines = createLineSplitter((stage, line, from) => {
    const stream = json || from === "stderr" ? out.stderr : out.stdout;
    stream.write(`${paint.muted(`${stage} │`)} ${line}\n`);
  });
  const { colour } = screenOf(out);
  const paint = palette(colour);
  const width = { name: 8 };

  const say = (event: ReproStage) => {
    const { mark, word } = wordsOf(event.state, isDry, paint);
    width.name = Math.max(width.name, event.stage.length);
    const name = event.stage + " ".repeat(width.name - event.stage.length);
    const facts = factsOf(event, last.get(event.stage));
    out.print(`${mark} ${event.state === "unchanged" ? name : paint.bold(name)}  ${[word, ...facts].join("  ")}`);
  };
  return {
    event(event) {
      if (event.type !== "stage") return;
      const before = last.get(event.stage);
      // a start is told twice: that it begins, and which process it is
      const isSame = before?.state === event.state && event.state === "running";
      if (!json && !isSame) {
        lines.flush(event.stage);
        say(event);
      }
      last.set(event.stage, { ...before, ...event });
    },
    output(stage, part, from) {
      if (jobs > 1) lines.add(stage, part, from);
      else (json || from === "stderr" ? out.stderr : out.stdout).write(part);
      return undefined;
    },
    end(result) {
      if (json) return out.document(documentOf(result, last, isDry));
      out.print(summaryOf(result, { isDry, passed: Date.now() - began }));
    },
  };
}

function wordsOf(
  state: StageState,
  isDry: boolean,
  paint: Record<"green" | "red" | "yellow" | "blue" | "muted", Paint>,
) {
  switch (state) {
    case "waiting":
      return { mark: paint.muted("·"), word: "waits" };
    case "running":
      return { mark: paint.blue("▶"), word: "runs" };
    case "unchanged":
      return { mark: paint.muted("✓"), word: paint.muted("unchanged") };
    case "done":
      return isDry ? { mark: paint.blue("▷"), word: "would run" } : { mark: paint.green("✓"), word: "done" };
    case "restored":
      return { mark: paint.green("↺"), word: isDry ? "would come from the cache" : "from the cache" };
    case "failed":
      return { mark: paint.red("✗"), word: paint.red("failed") };
    case "skipped":
      return { mark: paint.yellow("–"), word: "skipped" };
    default:
      return state satisfies never;
  }
}

/** Why it runs is said once: when it begins, or when it is all at once. */
function factsOf(event: ReproStage, before: ReproStage | undefined): string[] {
  const { state, why, seconds, run, message } = event;
  const isFirst = before === undefined || before.state === "waiting";
  return [
    ...(isFirst && why && why.length > 0 ? [`(${whyText(why)})`] : []),
    ...(seconds === undefined ? [] : [formatDuration(seconds * 1000)]),
    ...(state === "done" && run !== undefined ? [`run ${run.slice(0, 8)}`] : []),
    ...(message === undefined ? [] : [state === "skipped" ? `it needs ${message}` : message]),
  ];
}

interface Summary {
  readonly isDry: boolean;
  readonly passed: number;
}

function summaryOf({ outcome, stages }: ReproResult, { isDry, passed }: Summary): string {
  const count = (state: StageState) => stages.filter((each) => each.state === state).length;
  const [ran, restored, failed, skipped] = [count("done"), count("restored"), count("failed"), count("skipped")];
  if (ran + restored + failed + skipped === 0 && outcome === "done") return "Data and pipelines are up to date.";
  const parts = [
    ...(ran > 0 ? [`${ran} ${isDry ? "would run" : "ran"}`] : []),
    ...(restored > 0 ? [`${restored} from the cache`] : []),
    ...(count("unchanged") > 0 ? [`${count("unchanged")} unchanged`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  return `${outcome === "stopped" ? "Stopped: " : ""}${parts.join(", ")}${isDry ? "" : ` in ${formatDuration(passed)}`}`;
}

function documentOf({ outcome, stages }: ReproResult, last: ReadonlyMap<string, ReproStage>, isDry: boolean) {
  return {
    outcome,
    ...(isDry && { dry: true }),
    stages: stages.map(({ stage, state, message }) => {
      const { why, seconds, run } = last.get(stage) ?? {};
      return { stage, state, ...(why && { why }), ...(seconds !== undefined && { seconds }), run, message };
    }),
  };
}

/** Whole lines of stages that speak at the same time; of a line that was written over (a bar) its last state. */
/** Bytes that are waited for to have a line in one piece. */
const longestLine = 64 * 1024;

function createLineSplitter(write: (stage: string, line: string, from: "stdout" | "stderr") => void) {
  const rest = new Map<string, Buffer>();
  const key = (stage: string, from: string) => `${from} ${stage}`;
  const shown = (line: Buffer) => line.toString("utf8").replace(/\r$/, "").replace(/^.*\r/, "");
  return {
    add(stage: string, part: Buffer, from: "stdout" | "stderr") {
      let all = Buffer.concat([rest.get(key(stage, from)) ?? Buffer.alloc(0), part]);
      for (let end = all.indexOf(10); end >= 0; end = all.indexOf(10)) {
        write(stage, shown(all.subarray(0, end)), from);
        all = all.subarray(end + 1);
      }
      // nobody reads such a line, and it would be copied again with every part of it
      if (all.length > longestLine) {
        write(stage, shown(all), from);
        all = Buffer.alloc(0);
      }
      rest.set(key(stage, from), all);
    },
    flush(stage: string) {
      for (const from of ["stdout", "stderr"] as const) {
        const left = rest.get(key(stage, from));
        rest.delete(key(stage, from));
        if (left && left.length > 0) write(stage, shown(left), from);
      }
    },
  };
}
