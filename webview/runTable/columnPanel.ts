import { html, nothing } from "lit";
import { formatCount } from "../../src/shared/format";
import { checkbox, textField } from "../kit/controls";
import { iconButton } from "../kit/icon";
import { t } from "../kit/words";
import { factTitle } from "./layout";
import type { Board } from "./model/board";
import { type Column, movedBefore, withColumn } from "./model/columns";
import { openPanelAt } from "./popup";

/** With more than this the list would be longer than anybody reads; the search finds the rest. */
const mostListed = 300;

/** Where columns are found, shown, hidden and moved. */
export function openColumnPanel(anchor: HTMLElement, board: Board): void {
  let search = "";
  const panel = openPanelAt(anchor, t("Columns"), draw);

  function update(change: () => void): void {
    change();
    panel.redraw();
  }

  function draw() {
    const visible = board.visible();
    const shown = new Set(visible.map(({ key }) => key));
    const wanted = search.trim().toLowerCase();
    const found = board.columns.filter(
      ({ key }) => key.toLowerCase().includes(wanted) || factTitle(key).toLowerCase().includes(wanted),
    );
    const rest = found.filter(({ key }) => !shown.has(key));
    const listed = [...visible.filter((each) => found.includes(each)), ...rest];
    return html`<div class="column-panel">
      ${textField({
        label: t("Find a column"),
        placeholder: t("Find a column"),
        value: search,
        icon: "search",
        input: (value) => update(() => (search = value)),
      })}
      <div class="band-small">
        ${checkbox(t("Only columns that differ"), board.state.mode === "differ", (isOn) =>
          update(() => board.update({ mode: isOn ? "differ" : "all" })),
        )}
        <button class="link" @click=${() => update(() => board.update({ shown: [], hidden: [], order: [], looks: {}, mode: "differ" }))}>
          ${t("Reset")}
        </button>
      </div>
      <div class="columns-list" role="list">
        ${listed.slice(0, mostListed).map((column) => line(column, shown.has(column.key)))}
        ${listed.length > mostListed ? html`<div class="muted small">${t("{0} more: search for them", formatCount(listed.length - mostListed))}</div>` : nothing}
        ${listed.length === 0 ? html`<div class="muted">${t("No column has this in its name.")}</div>` : nothing}
      </div>
    </div>`;
  }

  function line(column: Column, isShown: boolean) {
    const order = board.visible().map(({ key }) => key);
    const at = order.indexOf(column.key);
    const move = (before: string | undefined) =>
      update(() => board.update({ order: movedBefore(order, column.key, before) }));
    const title = factTitle(column.key);
    return html`<div class="column-line" role="listitem">
      <span class="grow cut" title=${column.key}>
        ${checkbox(title, isShown, (isOn) => update(() => board.update(withColumn(board.state, column.key, isOn))))}
      </span>
      <span class="muted small">${kindWord(column.kind)}</span>
      ${
        isShown
          ? html`${iconButton("arrow-up", t("Move {0} left", title), () => move(order[at - 1]), { isOff: at <= 0 })}
              ${iconButton("arrow-down", t("Move {0} right", title), () => move(order[at + 2]), { isOff: at >= order.length - 1 })}`
          : nothing
      }
    </div>`;
  }
}

function kindWord(kind: Column["kind"]): string {
  switch (kind) {
    case "fact":
      return "";
    case "param":
      return t("param");
    case "metric":
      return t("metric");
    case "tag":
      return t("tag");
    default:
      return kind satisfies never;
  }
}
