/** What is drawn: names, and what each comes from. */
export interface Dag {
  /** What is needed before what needs it. */
  readonly nodes: readonly string[];
  readonly needs: ReadonlyMap<string, readonly string[]>;
}

export interface DagStyle {
  /** Colours or nothing. */
  readonly note: (text: string) => string;
}

/**
 * Each name once, below what it comes from. Where that is more than one, it stands below the last of them, and the
 * others are named beside it.
 */
export function dagTree({ nodes, needs }: Dag, { note }: DagStyle): string {
  const rank = new Map(nodes.map((name, i) => [name, i]));
  const below = new Map<string, string[]>();
  const roots: string[] = [];
  const others = new Map<string, readonly string[]>();
  for (const name of nodes) {
    const own = [...(needs.get(name) ?? [])]
      .filter((each) => rank.has(each))
      .sort((a, b) => (rank.get(a) as number) - (rank.get(b) as number));
    const parent = own.pop();
    if (parent === undefined) roots.push(name);
    else below.set(parent, [...(below.get(parent) ?? []), name]);
    if (own.length > 0) others.set(name, own);
  }
  const lines: string[] = [];
  const open: { name: string; stem: string; rest: string }[] = [];
  const push = (names: readonly string[], stem: string, isRoot: boolean) => {
    for (let i = names.length - 1; i >= 0; i--) {
      const isLast = i === names.length - 1;
      open.push({
        name: names[i] as string,
        stem: isRoot ? "" : `${stem}${isLast ? "└─ " : "├─ "}`,
        rest: isRoot ? "" : `${stem}${isLast ? "   " : "│  "}`,
      });
    }
  };
  push(roots, "", true);
  for (let next = open.pop(); next; next = open.pop()) {
    const also = others.get(next.name);
    lines.push(note(next.stem) + next.name + (also ? note(`  ← also ${also.join(", ")}`) : ""));
    push(below.get(next.name) ?? [], next.rest, false);
  }
  return lines.map((line) => `${line}\n`).join("");
}

/** A flowchart from top to bottom, as dvc writes it. */
export function dagMermaid(dag: Dag): string {
  const lines = ["flowchart TD"];
  let count = 0;
  for (const part of connectedParts(dag)) {
    const names = [...part].sort();
    const ids = new Map(names.map((name) => [name, `node${++count}`]));
    for (const name of names) lines.push(`\t${ids.get(name)}["${name.replaceAll('"', "#quot;")}"]`);
    const edges = names.flatMap((name) => (dag.needs.get(name) ?? []).map((need) => [need, name] as const));
    for (const [from, to] of edges.filter(([from]) => ids.has(from)).sort(byText))
      lines.push(`\t${ids.get(from)}-->${ids.get(to)}`);
  }
  return `${lines.join("\n")}\n`;
}

export function dagDot(dag: Dag): string {
  const known = new Set(dag.nodes);
  const quoted = (name: string) => `"${name.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  const edges = dag.nodes.flatMap((name) =>
    (dag.needs.get(name) ?? []).flatMap((need) => (known.has(need) ? [`${quoted(need)} -> ${quoted(name)};`] : [])),
  );
  return ["strict digraph {", ...dag.nodes.map((name) => `${quoted(name)};`), ...edges, "}", ""].join("\n");
}

function byText(a: readonly [string, string], b: readonly [string, string]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] < b[1] ? -1 : 1;
}

/** In the order of their first names. */
export function connectedParts({ nodes, needs }: Dag): readonly ReadonlySet<string>[] {
  const beside = new Map<string, string[]>(nodes.map((name) => [name, []]));
  for (const name of nodes)
    for (const need of needs.get(name) ?? []) {
      beside.get(name)?.push(need);
      beside.get(need)?.push(name);
    }
  const parts: Set<string>[] = [];
  const seen = new Set<string>();
  for (const first of nodes) {
    if (seen.has(first)) continue;
    const part = new Set([first]);
    const left = [first];
    for (let name = left.pop(); name !== undefined; name = left.pop())
      for (const next of beside.get(name) ?? [])
        if (beside.has(next) && !part.has(next)) {
          part.add(next);
          left.push(next);
        }
    for (const name of part) seen.add(name);
    parts.push(part);
  }
  return parts;
}

/** Only these names; what goes away takes its lines with it. */
export function keepNames({ nodes, needs }: Dag, keep: ReadonlySet<string>): Dag {
  return {
    nodes: nodes.filter((name) => keep.has(name)),
    needs: new Map([...needs].map(([name, own]) => [name, own.filter((need) => keep.has(need))] as const)),
  };
}

/** These and all that they need. */
export function namesAbove({ needs }: Dag, names: readonly string[]): ReadonlySet<string> {
  const found = new Set(names);
  const left = [...names];
  for (let name = left.pop(); name !== undefined; name = left.pop())
    for (const need of needs.get(name) ?? [])
      if (!found.has(need)) {
        found.add(need);
        left.push(need);
      }
  return found;
}

/** Several names as one: the stages of a foreach as their group. */
export function joinNames({ nodes, needs }: Dag, nameOf: (name: string) => string): Dag {
  const joined = new Map<string, Set<string>>();
  for (const name of nodes) {
    const to = nameOf(name);
    const own = joined.get(to) ?? new Set();
    for (const need of needs.get(name) ?? []) if (nameOf(need) !== to) own.add(nameOf(need));
    joined.set(to, own);
  }
  return { nodes: [...joined.keys()], needs: new Map([...joined].map(([name, own]) => [name, [...own]] as const)) };
}
