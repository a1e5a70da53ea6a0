import { type DiffEntry, type DiffResult, diffData } from "../../runtime/data/compare/diff";
import type { FileError } from "../../shared/apiError";
import { quoteName } from "../../shared/quoteName";
import type { Output } from "../output";
import { writeTable } from "../terminal/table";
import { palette, screenOf } from "../terminal/terminal";
import { defineVerb } from "../verb";
import { checkJobs, faultsAsJson, inRoom, tellFaults } from "./room";

const kinds = ["added", "deleted", "renamed", "modified", "not in cache"] as const;
type Kind = (typeof kinds)[number];

export const diff = defineVerb({
  usage: "[--targets PATH]… [A] [B]",
  about: `What of the tracked data differs between two commits, or between a commit and the workspace. A is HEAD where it
is not given, B the workspace.

Examples:
  tidemark data diff
  tidemark data diff HEAD~1
  tidemark data diff v1.0 v2.0 --json

The JSON is that of dvc diff. The exit code is 0 whether or not something differs.`,
  options: {
    targets: { kind: "texts", value: "PATH", help: "only these; may be repeated" },
    "show-hash": { kind: "flag", help: "hashes as well" },
    "hide-missing": { kind: "flag", help: "not what is missing in the cache" },
    jobs: { kind: "integer", value: "N", short: "j", help: "threads that hash (default: one a core)" },
  },
  words: { least: 0, most: 2 },
  async run(call) {
    const { workspace, options, words, out, json } = call;
    const [from, to] = words;
    const faults: FileError[] = [];
    const found = await inRoom(call, false, ({ room, report }) =>
      diffData(room, {
        from,
        to,
        targets: options.targets,
        folder: workspace,
        report,
        faulty: (fault) => faults.push(fault),
        ...checkJobs(options.jobs),
      }),
    );
    const hidesMissing = to !== undefined || options["hide-missing"];
    if (json)
      out.document({
        ...(found && document(found, options["show-hash"], hidesMissing)),
        ...faultsAsJson(faults),
      });
    else print(out, found, { showHash: options["show-hash"], hidesMissing });
    return tellFaults(out, faults);
  },
});

function document(found: DiffResult, showHash: boolean, hidesMissing: boolean): object {
  const order = ["added", "deleted", "modified", "renamed", "not in cache"] as const;
  return Object.fromEntries(
    order
      .filter((kind) => !(hidesMissing && kind === "not in cache"))
      .map((kind) => [kind, found[kind].map(({ path, hash }) => (showHash ? { path, hash } : { path }))]),
  );
}

interface Row extends DiffEntry {
  readonly kind: Kind;
}

function print(
  out: Output,
  found: DiffResult | undefined,
  { showHash, hidesMissing }: { showHash: boolean; hidesMissing: boolean },
): void {
  const shown = kinds.filter((kind) => !(hidesMissing && kind === "not in cache"));
  const rows: Row[] = found ? shown.flatMap((kind) => found[kind].map((entry) => ({ ...entry, kind }))) : [];
  const colours = palette(screenOf(out).colour);
  const paints = {
    added: colours.green,
    renamed: colours.green,
    modified: colours.yellow,
    "not in cache": colours.yellow,
    deleted: colours.red,
  };
  if (rows.length > 0)
    writeTable(
      out,
      [
        { title: "CHANGE", text: ({ kind }) => kind, least: "whole", paint: ({ kind }) => paints[kind] },
        ...(showHash ? [{ title: "HASH", text: hashText, least: "whole" as const }] : []),
        {
          title: "PATH",
          text: ({ path }: Row) =>
            typeof path === "string" ? quoteName(path) : `${quoteName(path.old)} → ${quoteName(path.new)}`,
        },
      ],
      rows,
    );
  const counts = shown.flatMap((kind) => {
    const files = rows.filter(
      (row) => row.kind === kind && !(typeof row.path === "string" ? row.path : row.path.new).endsWith("/"),
    );
    return files.length > 0 ? [`${files.length} ${kind}`] : [];
  });
  out.note(rows.length === 0 ? "nothing differs" : `files: ${counts.join(", ")}`);
}

function hashText({ hash }: DiffEntry): string {
  return typeof hash === "string" ? hash.slice(0, 8) : `${hash.old.slice(0, 8)}..${hash.new.slice(0, 8)}`;
}
