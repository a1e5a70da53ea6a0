import { html, nothing } from "lit";
import type { PlacedBox } from "../../src/core/graph/layeredLayout";
import type { PipelineNode } from "../../src/shared/pipelinePage";
import { host } from "../kit/host";
import { t } from "../kit/words";
import { isFrozenAtRest, stateWord } from "./words";

/** Beside a node that the pointer rests on: why, where it is written, and what it said. The side pane has the same. */
export function hoverCard(node: PipelineNode, at: PlacedBox, openLine: () => void) {
  const file = node.file.split("/").at(-1) ?? node.file;
  return html`<div class="hover card" .style=${`left:${Math.round(at.x)}px;top:${Math.round(at.y + at.height + 8)}px`}>
    <b class="cut">${node.name}</b>
    ${reason(node)}
    <span class="links">
      <button class="link" tabindex="-1" @click=${openLine}>${node.line === undefined ? file : `${file}:${node.line}`}</button>
      ${node.run === undefined ? nothing : html`<button class="link" tabindex="-1" @click=${() => void host.command("openRunLog", node.run)}>${t("Log")}</button>`}
    </span>
  </div>`;
}

function reason(node: PipelineNode) {
  if (node.because !== undefined) return html`<span class="muted">${t("needs {0}, which failed", node.because)}</span>`;
  if (isFrozenAtRest(node)) return html`<span class="muted">${t("frozen: it is not run")}</span>`;
  if (node.why === undefined || node.why === "") return html`<span class="muted">${stateWord(node.state)}</span>`;
  const words =
    node.state === "running"
      ? t("runs because of")
      : node.state === "changed"
        ? t("would run because of")
        : t("ran because of");
  return html`<span class="muted">${words}</span><span class="code because">${node.why}</span>`;
}
