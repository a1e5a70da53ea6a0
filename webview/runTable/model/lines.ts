/** One line of the body: a run, or the head of a group. */
export type Line =
  | {
      readonly kind: "run";
      /** Unique among lines; what the page remembers of a line it remembers by this. */
      readonly key: string;
      readonly run: string;
      readonly depth: number;
      /** Runs nested in it that match, at any depth. */
      readonly children: number;
      readonly isOpen: boolean;
    }
  | {
      readonly kind: "group";
      readonly key: string;
      /** Undefined: runs without a value. */
      readonly value: string | undefined;
      readonly runs: readonly string[];
      readonly isOpen: boolean;
    };

export interface Arrangement {
  /** In their order. */
  readonly runs: readonly string[];
  readonly groupOf?: ((run: string) => string | undefined) | undefined;
  /** Absent: nested runs stand like others. */
  readonly parentOf?: ((run: string) => string | undefined) | undefined;
  /** Keys of groups and runs that are closed. */
  readonly closed: ReadonlySet<string>;
}

function groupKey(value: string | undefined): string {
  return value === undefined ? "group" : `group ${value}`;
}

/** Groups stand where their first run stands; nested runs below the one they are nested in. */
export function arrange({ runs, groupOf, parentOf, closed }: Arrangement): Line[] {
  if (groupOf) return grouped(runs, groupOf, closed);
  return parentOf ? nested(runs, parentOf, closed) : runs.map((run) => plain(run, 0));
}

function plain(run: string, depth: number): Line {
  return { kind: "run", key: run, run, depth, children: 0, isOpen: false };
}

function grouped(
  runs: readonly string[],
  groupOf: (run: string) => string | undefined,
  closed: ReadonlySet<string>,
): Line[] {
  const groups = new Map<string | undefined, string[]>();
  for (const run of runs) {
    const value = groupOf(run);
    const members = groups.get(value);
    if (members) members.push(run);
    else groups.set(value, [run]);
  }
  // those without a value come last
  const rest = groups.get(undefined);
  if (rest) {
    groups.delete(undefined);
    groups.set(undefined, rest);
  }
  const lines: Line[] = [];
  for (const [value, members] of groups) {
    const key = groupKey(value);
    const isOpen = !closed.has(key);
    lines.push({ kind: "group", key, value, runs: members, isOpen });
    if (isOpen) for (const run of members) lines.push(plain(run, 0));
  }
  return lines;
}

function nested(
  runs: readonly string[],
  parentOf: (run: string) => string | undefined,
  closed: ReadonlySet<string>,
): Line[] {
  const present = new Set(runs);
  const childrenOf = new Map<string, string[]>();
  const tops: string[] = [];
  for (const run of runs) {
    const parent = parentOf(run);
    if (parent === undefined || !present.has(parent) || isAbove(run, parent, parentOf)) tops.push(run);
    else {
      const children = childrenOf.get(parent);
      if (children) children.push(run);
      else childrenOf.set(parent, [run]);
    }
  }
  const lines: Line[] = [];
  const count = (run: string): number => (childrenOf.get(run) ?? []).reduce((sum, child) => sum + 1 + count(child), 0);
  const add = (run: string, depth: number): void => {
    const children = childrenOf.get(run) ?? [];
    const isOpen = children.length > 0 && !closed.has(run);
    lines.push({ kind: "run", key: run, run, depth, children: count(run), isOpen });
    if (isOpen) for (const child of children) add(child, depth + 1);
  };
  for (const run of tops) add(run, 0);
  return lines;
}

const deepest = 50;

/** Runs whose parents go in a circle, or deeper than anybody nests, stand at the top. */
function isAbove(run: string, parent: string, parentOf: (run: string) => string | undefined): boolean {
  let above: string | undefined = parent;
  for (let depth = 0; above !== undefined; depth++) {
    if (above === run || depth > deepest) return true;
    above = parentOf(above);
  }
  return false;
}

/** The runs of a stretch of lines, whichever end was first; a closed group stands for its runs. */
export function runsBetween(lines: readonly Line[], from: number, to: number): string[] {
  const [first, last] = from < to ? [from, to] : [to, from];
  return lines
    .slice(Math.max(0, first), last + 1)
    .flatMap((line) => (line.kind === "run" ? [line.run] : line.isOpen ? [] : line.runs));
}
