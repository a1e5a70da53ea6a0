import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { ApiError } from "../../../shared/apiError";
import type { Kernel } from "../../kernel/kernel";
import { runOwnCommand } from "../../kernel/ownCommand";
import { type PlannedPipeline, readShared } from "./readShared";
import { createSchedule } from "./schedule";

const everyMs = 5000;
const mostFiles = 20_000;

/** Runs what tidemark.yaml plans as long as the runtime lives. Costs a look at one file while nothing is planned. */
export function followPlan({ places, jobs, log, clock, events }: Kernel): { close(): Promise<void> } {
  const { workspace } = places;
  const running = new Set<string>();

  const run = (pipeline: PlannedPipeline, because: string): boolean => {
    if (running.has(pipeline.name)) return false;
    running.add(pipeline.name);
    const folder = resolve(workspace, pipeline.project);
    const count = pipeline.jobs === undefined ? [] : ["--jobs", String(pipeline.jobs)];
    const targets = pipeline.targets.length === 0 ? ["--all-pipelines"] : ["--", ...pipeline.targets];
    jobs.start("pipeline", `${pipeline.name} (${because})`, async (report, signal) => {
      try {
        const args = ["repro", "--json", ...count, ...targets];
        const { code, stdout, notes } = await runOwnCommand({ args, folder, report, signal });
        if (code !== 0 && stdout.trim() === "") throw new ApiError("INVALID_STATE", notes.at(-1) ?? "it did not run");
        return JSON.parse(stdout) as unknown;
      } finally {
        running.delete(pipeline.name);
        for (const kind of ["pipeline", "data"]) events.emit({ kind, id: pipeline.project });
      }
    });
    return true;
  };
  const schedule = createSchedule({
    read: async () => (await readShared(workspace)).pipelines,
    run,
    filesOf: ({ project, files }) => stateOf(resolve(workspace, project), files),
    warn: (message) => log.warn("what tidemark.yaml plans cannot be read", { why: message }),
    now: clock.now,
  });
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking
      .then(schedule.look)
      .catch((error: unknown) => log.error("a planned run was lost", { why: String(error) }));
  }, everyMs);
  timer.unref();
  return {
    close: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}

/** Names, sizes and times of the files that fit. */
export function stateOf(root: string, patterns: readonly string[]): string {
  const found: string[] = [];
  for (const pattern of patterns) {
    const parts = pattern.replace(/^\.\//, "").split("/");
    const fixed = parts.findIndex((part) => /[*?[]/.test(part));
    const base = parts.slice(0, fixed < 0 ? parts.length : fixed).join("/");
    const test = patternOf(pattern.replace(/^\.\//, ""));
    look(
      root,
      base,
      parts.includes("**") ? Number.POSITIVE_INFINITY : parts.length,
      (path) => fixed < 0 || test.test(path),
    );
  }
  return found.sort().join("\n");

  function look(folder: string, path: string, deepest: number, fits: (path: string) => boolean): void {
    const stats = statSync(join(folder, path), { throwIfNoEntry: false });
    if (!stats || found.length >= mostFiles) return;
    if (stats.isFile()) {
      if (fits(path)) found.push(`${path} ${stats.size} ${stats.mtimeMs}`);
      return;
    }
    if (!stats.isDirectory() || (path !== "" && path.split("/").length >= deepest && deepest > 1 && !fits(path)))
      return;
    for (const name of readdirSync(join(folder, path)))
      if (name !== ".git" && name !== ".dvc" && name !== ".tidemark")
        look(folder, path === "" ? name : `${path}/${name}`, deepest, fits);
  }
}

/** `*` and `?` within a name, `**` over folders. */
function patternOf(pattern: string): RegExp {
  const text = pattern
    .replaceAll(/[\\^$.+()[\]{}|]/g, "\\$&")
    .replaceAll("**/", "\u0001")
    .replaceAll("**", "\u0002")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]")
    .replaceAll("\u0001", "(?:.*/)?")
    .replaceAll("\u0002", ".*");
  return new RegExp(`^${text}$`);
}
