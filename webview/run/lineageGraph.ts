import { html, nothing, svg } from "lit";
import { formatBytes } from "../../src/shared/format";
import type { LineageKind, LineageNode } from "../../src/shared/lineage";
import type { RunTab } from "../../src/shared/views/run";
import { host } from "../kit/host";
import { icon } from "../kit/icon";
import { statusWord } from "../kit/runState";
import { t } from "../kit/words";
import { type Drawing, layoutLineage, type Placed } from "./lineageLayout";
import type { State } from "./store";

/** Shows another part of this page. */
type Show = (tab: RunTab) => void;

const height = 40;
/** Left and right of the graph, in pixels. */
const sides = 40;
const mostInStrip = 3;

/** A short graph for the overview: of each column the first few. */
export function lineageStrip(state: State, show: Show) {
  const { nodes, edges } = state.lineage ?? { nodes: [], edges: [] };
  const counts = new Map<string, number>();
  const kept = nodes.filter(({ kind, focus, relation }) => {
    if (focus) return true;
    const key = `${kind} ${relation ?? ""}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= (relation === "child" ? 2 : mostInStrip);
  });
  const ids = new Set(kept.map(({ id }) => id));
  const drawn = edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
  const drawing = layoutLineage(kept, drawn, { nodeWidth: 160, nodeHeight: height, gapX: 32, gapY: 12 });
  return graph(state, drawing, show);
}

export function lineageTab(state: State, show: Show) {
  const { lineage } = state;
  if (lineage === undefined) return html`<div class="main"></div>`;
  if (lineage.edges.length === 0)
    return html`<div class="empty grow"><div>${t("Nothing is known of where this run came from, and nothing came of it yet.")}</div>
      <div class="muted">${t("Runs that are started in this folder tell their script, commit and data by themselves; a model that is registered from the run stands at its right.")}</div></div>`;
  const layout = (sizes: { nodeWidth: number; gapX: number }) =>
    layoutLineage(lineage.nodes, lineage.edges, { ...sizes, nodeHeight: height, gapY: 20 });
  const wide = layout({ nodeWidth: 200, gapX: 56 });
  // what is a little too wide for the page moves together before it has to be scrolled
  const drawing = wide.width <= window.innerWidth - sides ? wide : layout({ nodeWidth: 168, gapX: 32 });
  return html`<div class="main lineage-tab">
    ${graph(state, drawing, show)}
    ${lineage.more.map(({ kind, count }) => html`<p class="none small">${leftOut(kind, count)}</p>`)}
  </div>`;
}

function leftOut(kind: LineageKind, count: number): string {
  switch (kind) {
    case "data":
      return t("{0} more data versions", count);
    case "run":
      return t("{0} more nested runs", count);
    case "version":
      return t("{0} more model versions", count);
    default:
      return t("{0} more", count);
  }
}

function graph(state: State, drawing: Drawing, show: Show) {
  const { nodes, edges, width, height: tall } = drawing;
  return html`<div class="lineage" role="group" aria-label=${t("Lineage, from data to model")} tabindex="0">
    <div class="canvas" .style=${`width:${width}px;height:${tall}px`}>
      <svg width=${width} height=${tall} aria-hidden="true">
        <defs><marker id="arrow" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="6" markerHeight="6" orient="auto"><path class="head-of-arrow" d="M0 0 6 3 0 6z"></path></marker>
          <marker id="arrow-own" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="6" markerHeight="6" orient="auto"><path class="head-of-arrow own" d="M0 0 6 3 0 6z"></path></marker></defs>
        ${edges.map(({ from, to }) => edge(from, to))}
      </svg>
      ${[...nodes].sort((a, b) => a.x - b.x || a.y - b.y).map((placed) => nodeBox(state, placed, show))}
    </div>
  </div>`;
}

function edge(from: Placed, to: Placed) {
  const [x1, y1, x2, y2] = [from.x + from.width, from.y + height / 2, to.x, to.y + height / 2];
  const bend = Math.max(12, (x2 - x1) / 2);
  const isOwn = from.node.focus === true;
  return svg`<path class="edge ${isOwn ? "own" : ""}" marker-end=${isOwn ? "url(#arrow-own)" : "url(#arrow)"} d=${`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}></path>`;
}

const icons: Readonly<Record<LineageKind, string>> = {
  data: "database",
  commit: "git-commit",
  source: "file-code",
  params: "settings",
  stage: "type-hierarchy",
  run: "beaker",
  "logged-model": "package",
  version: "package",
};

function nodeBox(state: State, { node, x, y, width }: Placed, show: Show) {
  const place = `left:${x}px;top:${y}px;width:${width}px`;
  const title = titleOf(node);
  const inside = html`${icon(icons[node.kind])}<span class="words"><span class="cut name">${title}</span><span class="cut muted small ${node.changed ? "changed" : ""}">${detailOf(node)}</span></span>`;
  const jump = jumpOf(state, node, show);
  const classes = `box kind-${node.kind} ${node.focus ? "focus" : ""}`;
  return jump
    ? html`<button class=${classes} .style=${place} title="${title}\n${jump.hint}" @click=${jump.act}>${inside}</button>`
    : html`<div class=${classes} .style=${place} title=${title} aria-current=${node.focus ? "true" : nothing}>${inside}</div>`;
}

function titleOf({ kind, title, line, branch, version }: LineageNode): string {
  if (kind === "commit") return branch === undefined ? title : t("{0} on {1}", title, branch);
  if (kind === "source" && line !== undefined) return `${title}:${line}`;
  return kind === "version" ? `${title} v${version ?? ""}` : title;
}

function detailOf(node: LineageNode): string {
  const { kind, hash, size, changed, status, relation, stage, aliases, context, focus, path, line } = node;
  const lines =
    changed === undefined ? undefined : changed === 1 ? t("1 line changed") : t("{0} lines changed", changed);
  switch (kind) {
    case "data":
      return [hash?.slice(0, 7), size === undefined ? undefined : formatBytes(size), context]
        .filter(Boolean)
        .join(" · ");
    case "commit":
      return lines ?? t("commit");
    case "source":
      return lines ?? t("script");
    case "params":
      return lines ?? t("params");
    case "stage":
      return line === undefined ? (path ?? "") : `${path}:${line}`;
    case "run":
      if (focus) return t("this run");
      if (relation === "parent") return t("parent run");
      return [relation === "child" ? t("nested run") : undefined, status && statusWord(status)]
        .filter(Boolean)
        .join(" · ");
    case "logged-model":
      return t("logged model");
    case "version":
      return [stage === "None" ? t("model version") : stage, ...(aliases ?? []).map((alias) => `@${alias}`)].join(
        " · ",
      );
    default:
      return kind satisfies never;
  }
}

interface Jump {
  readonly hint: string;
  act(): void;
}

/** Where a node leads: into the editor, or to another page. Only this run itself leads nowhere: one is there. */
function jumpOf({ run }: State, node: LineageNode, show: Show): Jump | undefined {
  const to = (hint: string, command: string, ...args: readonly unknown[]): Jump => ({
    hint,
    act: () => void host.command(command, ...args),
  });
  switch (node.kind) {
    case "data":
      // of what no DVC file tells, what was logged is all that is known
      return node.path === undefined
        ? { hint: t("Show what is known of the data"), act: () => show("code") }
        : to(t("Open {0}", node.path), "openDataVersion", run, node.path);
    case "commit":
      return node.changed
        ? to(t("Show what was not committed"), "showRunChanges", run)
        : to(t("Compare with the folder now"), "compareRunWithFolder", run);
    case "source":
      return to(t("Open the script"), "openRunSource", run);
    case "params":
      return to(t("Show what was not committed"), "showRunChanges", run);
    case "stage":
      return to(t("Open {0}", node.path ?? ""), "openRunSource", run);
    case "run":
      return node.focus || node.run === undefined ? undefined : to(t("Open run"), "openRun", node.run);
    case "logged-model":
      return node.run === undefined || node.run === run
        ? { hint: t("Show the files of the run"), act: () => show("artifacts") }
        : to(t("Open the run that logged it"), "openRun", node.run);
    case "version":
      return to(t("Open model {0}", node.model ?? ""), "openModel", node.model, node.version);
    default:
      return node.kind satisfies never;
  }
}
