/** One file of a unified diff as git writes it. */
export interface PatchedFile {
  /** After the change; of a deleted file, before it. */
  readonly path: string;
  /** Before the change, where it was another. */
  readonly from?: string;
  readonly state: "changed" | "added" | "deleted" | "renamed";
  readonly added: number;
  readonly removed: number;
  readonly isBinary: boolean;
  readonly hunks: readonly Hunk[];
}

export interface Hunk {
  /** First line, from 1, before the change. */
  readonly from: number;
  /** Each with its mark before it: a space, `+`, `-` or `\`. */
  readonly lines: readonly string[];
}

export interface Patch {
  readonly files: readonly PatchedFile[];
  /** Files that git did not know of. */
  readonly unknown: readonly string[];
  /** It was too long to be kept whole: its last file may lack its end. */
  readonly isCut: boolean;
}

interface Draft {
  path: string;
  from: string | undefined;
  state: PatchedFile["state"];
  isBinary: boolean;
  hunks: { from: number; lines: string[] }[];
  /** Lines that the last hunk still owes, before and after the change. */
  before: number;
  after: number;
}

/** What a run's uncommitted changes were. Lines that are none of a diff's are passed over: nothing in it is trusted. */
export function readPatch(text: string): Patch {
  const drafts: Draft[] = [];
  const unknown: string[] = [];
  let isCut = false;
  for (const line of text.split("\n")) {
    const draft = drafts.at(-1);
    if (draft && (draft.before > 0 || draft.after > 0 || line.startsWith("\\"))) takeLine(draft, line);
    else if (line.startsWith("# not in git: ")) unknown.push(line.slice("# not in git: ".length));
    else if (line.startsWith("# cut: ")) isCut = true;
    else if (line.startsWith("diff --git ")) drafts.push(begin(line));
    else if (draft) takeHead(draft, line);
  }
  return { files: drafts.map(finish), unknown, isCut };
}

function begin(line: string): Draft {
  // the names are said again below, but for files that are empty or only change their mode
  const both = line.slice("diff --git ".length);
  const half = both.slice(Math.ceil(both.length / 2));
  const path = unquoted(half.startsWith('"') ? half : half.trim());
  return {
    path: path.replace(/^b\//, ""),
    from: undefined,
    state: "changed",
    isBinary: false,
    hunks: [],
    before: 0,
    after: 0,
  };
}

function takeHead(draft: Draft, line: string): void {
  const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
  if (hunk) {
    draft.hunks.push({ from: Number(hunk[1]), lines: [] });
    draft.before = Number(hunk[2] ?? 1);
    draft.after = Number(hunk[4] ?? 1);
  } else if (line.startsWith("new file")) draft.state = "added";
  else if (line.startsWith("deleted file")) draft.state = "deleted";
  else if (line.startsWith("rename from ")) {
    draft.state = "renamed";
    draft.from = unquoted(line.slice("rename from ".length));
  } else if (line.startsWith("rename to ")) draft.path = unquoted(line.slice("rename to ".length));
  else if (line.startsWith("Binary files ") || line.startsWith("GIT binary patch")) draft.isBinary = true;
  else if (/^(---|\+\+\+) /.test(line)) {
    const path = unquoted(line.slice(4).replace(/\t$/, ""));
    if (path !== "/dev/null") draft.path = path.replace(/^[ab]\//, "");
  }
}

function takeLine(draft: Draft, line: string): void {
  const mark = line.slice(0, 1);
  if (mark !== "+" && mark !== "\\") draft.before--;
  if (mark !== "-" && mark !== "\\") draft.after--;
  draft.hunks.at(-1)?.lines.push(line);
}

function finish({ path, from, state, isBinary, hunks }: Draft): PatchedFile {
  const count = (mark: string) =>
    hunks.reduce((sum, { lines }) => sum + lines.filter((line) => line.startsWith(mark)).length, 0);
  return {
    path,
    ...(from === undefined ? {} : { from }),
    state,
    isBinary,
    hunks,
    added: count("+"),
    removed: count("-"),
  };
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", '"': '"', "\\": "\\" };

/** Git puts unusual names in quotes, their bytes in octal. */
function unquoted(name: string): string {
  if (!/^".*"$/s.test(name)) return name;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [, octal, mark, plain] of name.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else for (const byte of encoder.encode(mark === undefined ? plain : (escapes[mark] ?? mark))) bytes.push(byte);
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

/** Lines that were added or taken away, in all files. */
export function changedLines({ files }: Patch): number {
  return files.reduce((sum, { added, removed }) => sum + Math.max(added, removed), 0);
}
