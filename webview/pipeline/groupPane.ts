import { html } from "lit";
import { icon, iconButton } from "../kit/icon";
import { t } from "../kit/words";
import { tally } from "./boxes";
import type { Item } from "./fold";
import { detailOf, stateLooks, stateWord } from "./words";

export interface GroupActs {
  close(): void;
  choose(id: string): void;
  unfold(): void;
}

const most = 200;

/** The stages of a folded group of foreach or matrix. */
export function groupPane({ name, members }: Extract<Item, { kind: "group" }>, now: number, acts: GroupActs) {
  return html`<aside class="pane" aria-label=${t("Group {0}", name)}>
    <div class="pane-head">
      <h2 class="grow cut pane-name">${name}</h2>
      ${iconButton("unfold", t("Unfold"), acts.unfold)} ${iconButton("close", t("Close"), acts.close)}
    </div>
    <p class="small-12 muted">${tally(members)}</p>
    <section class="pane-group">
      <h3>${t("Stages")}</h3>
      ${members.slice(0, most).map((node) => {
        const [sign, look] = stateLooks[node.state];
        return html`<div class="pair"><span class=${look}>${icon(sign, stateWord(node.state))}</span>
          <button class="plain-link cut grow start" @click=${() => acts.choose(node.id)}>${node.name}</button>
          <span class="muted cut">${detailOf(node, now)}</span></div>`;
      })}
      ${members.length > most ? html`<p class="muted small">${t("{0} more", members.length - most)}</p>` : ""}
    </section>
  </aside>`;
}
