import { type DataStatus, dataStatus, type OutStatus } from "../../runtime/data/compare/status";
import { formatBytes, formatEnglishCount } from "../../shared/format";
import { quoteName } from "../../shared/quoteName";
import type { Output } from "../output";
import { type Palette, palette, screenOf } from "../terminal/terminal";
import { type Call, defineVerb } from "../verb";
import { checkJobs, faultsAsJson, inRoom, tellFaults } from "./room";

export const status = defineVerb({
  usage: "[--granular] [--unchanged] [TARGET]…",
  about: `What of the tracked files and folders differs from what their .dvc files and dvc.lock say. Files that have not
changed since they were last hashed are not read.

Examples:
  tidemark data status
  tidemark data status data/raw
  tidemark data status --granular          the files inside folders
  tidemark data status --json | jq .clean

The exit code is 0 whether or not something differs.`,
  options: {
    cloud: { kind: "flag", short: "c", help: "the cache against a remote, not the workspace" },
    remote: { kind: "text", value: "NAME", short: "r", help: "with -c: the remote; without it the default one" },
    "all-branches": { kind: "flag", short: "a", help: "with -c: the data of all branches as well" },
    "all-tags": { kind: "flag", short: "T", help: "with -c: the data of all tags as well" },
    "all-commits": { kind: "flag", short: "A", help: "with -c: the data of all commits as well" },
    granular: { kind: "flag", help: "the files inside folders as well" },
    unchanged: { kind: "flag", help: "what has not changed as well" },
    jobs: { kind: "integer", value: "N", short: "j", help: "threads that hash (default: one a core)" },
  },
  words: { least: 0, most: 100_000 },
  async run(call) {
    const { workspace, options, words, out, json } = call;
    if (options.cloud || options.remote !== undefined) return remoteStatus(call);
    const found = await inRoom(call, false, ({ room, report }) =>
      dataStatus(room, { words, folder: workspace }, { report, ...checkJobs(options.jobs) }),
    );
    if (json) out.document(document(found, options.granular));
    else await print(out, found, options);
    return tellFaults(out, found.faults);
  },
});

interface RemoteCall extends Pick<Call, "workspace" | "words" | "out" | "json" | "quiet"> {
  readonly options: {
    readonly remote: string | undefined;
    readonly jobs: number | undefined;
    readonly "all-branches": boolean;
    readonly "all-tags": boolean;
    readonly "all-commits": boolean;
  };
}

/** What of the cache and the remote is on one side only; with --json as dvc's. */
async function remoteStatus(call: RemoteCall): Promise<number> {
  const { workspace, options, words, out, json } = call;
  const { statusOfRemote } = await import("../../runtime/data/remotes/sync");
  const scope = {
    words,
    folder: workspace,
    remote: options.remote,
    allBranches: options["all-branches"],
    allTags: options["all-tags"],
    allCommits: options["all-commits"],
  };
  const { remote, states, faults } = await inRoom(call, false, ({ room }) =>
    statusOfRemote(room, scope, checkJobs(options.jobs)),
  );
  // in dvc's shape there is no place for what did not read
  if (json) out.document(Object.fromEntries(states));
  else for (const [path, state] of states) out.print(`${state.padEnd(9)}${quoteName(path)}`);
  if (!json && states.size + faults.length === 0) out.print(`Cache and remote '${remote}' are in sync.`);
  const code = tellFaults(out, faults);
  return call.quiet && states.size > 0 ? 1 : code;
}

/** Dvc's keys, and each output by itself. */
function document({ clean, outs, faults }: DataStatus, granular: boolean): object {
  const cached = outs.filter(({ isCached }) => isCached);
  const paths = (...states: readonly string[]) =>
    cached.filter(({ state }) => states.includes(state)).map(({ path }) => path);
  const inside = (kind: "added" | "modified" | "deleted") =>
    granular ? cached.flatMap(({ path, inside: files }) => (files?.[kind] ?? []).map((name) => path + name)) : [];
  return {
    clean,
    not_in_cache: outs.filter(({ notInCache }) => notInCache !== undefined).map(({ path }) => path),
    uncommitted: {
      added: [...paths("new"), ...inside("added")],
      modified: [...paths("modified"), ...inside("modified")],
      deleted: [...paths("deleted"), ...inside("deleted")],
    },
    unchanged: paths("unchanged"),
    outs: outs.map(({ inside: files, ...rest }) => ({ ...rest, ...(files ? counts(files, granular) : {}) })),
    ...faultsAsJson(faults),
  };
}

function counts({ added, modified, deleted }: NonNullable<OutStatus["inside"]>, granular: boolean): object {
  return {
    inside: { added: added.length, modified: modified.length, deleted: deleted.length },
    ...(granular ? { files: { added, modified, deleted } } : {}),
  };
}

async function print(
  out: Output,
  { clean, outs, faults }: DataStatus,
  { granular, unchanged }: { granular: boolean; unchanged: boolean },
): Promise<void> {
  const isShown = (each: OutStatus) => unchanged || each.state !== "unchanged" || each.notInCache !== undefined;
  const rows = outs.filter(isShown);
  const colours = palette(screenOf(out).colour);
  if (rows.length > 0)
    (await import("../terminal/table")).writeTable(
      out,
      [
        { title: "PATH", text: ({ path }) => quoteName(path) },
        { title: "STATE", text: stateText, least: "whole", paint: (row) => paintOf(row, colours) },
        { title: "INSIDE", text: insideText, plain: insideText },
        {
          title: "FILES",
          align: "right",
          text: ({ nfiles }) => (nfiles === undefined ? "" : formatEnglishCount(nfiles)),
          plain: ({ nfiles }) => String(nfiles ?? ""),
        },
        {
          title: "SIZE",
          align: "right",
          text: ({ size }) => (size === undefined ? "" : formatBytes(size)),
          plain: ({ size }) => String(size ?? ""),
        },
      ],
      rows,
    );
  if (granular)
    for (const { path, inside } of rows)
      for (const kind of ["added", "modified", "deleted"] as const)
        for (const name of inside?.[kind] ?? []) out.print(`  ${kind.padEnd(9)} ${quoteName(path + name)}`);
  if (faults.length === 0 || outs.length > 0) out.note(summary(outs, clean));
}

function summary(outs: readonly OutStatus[], clean: boolean): string {
  if (outs.length === 0) return "nothing is tracked yet: tidemark data add PATH";
  const lost = outs.filter(({ notInCache }) => notInCache !== undefined).length;
  const changed = outs.filter(({ state }) => state !== "unchanged").length;
  const missing = lost === 0 ? "" : `; ${lost} not in the cache: tidemark data pull brings what a remote has`;
  if (clean || changed === 0) return `${outs.length} tracked, nothing has changed${missing}`;
  return `${outs.length} tracked, ${changed} changed${missing}`;
}

function stateText({ state, notInCache }: OutStatus): string {
  const lost =
    notInCache === undefined
      ? []
      : [notInCache === 0 ? "not in cache" : `${formatEnglishCount(notInCache)} not in cache`];
  return [...(state === "unchanged" && lost.length > 0 ? [] : [state]), ...lost].join(", ");
}

function insideText({ inside }: OutStatus): string {
  if (!inside) return "";
  const kinds = ["added", "modified", "deleted"] as const;
  return kinds
    .flatMap((kind) => (inside[kind].length > 0 ? [`${formatEnglishCount(inside[kind].length)} ${kind}`] : []))
    .join(", ");
}

function paintOf({ state, notInCache }: OutStatus, colours: Palette) {
  if (state === "deleted" || notInCache !== undefined) return colours.red;
  return state === "unchanged" ? colours.muted : colours.yellow;
}
