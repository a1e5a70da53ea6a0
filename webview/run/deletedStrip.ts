import { html, nothing } from "lit";
import { button } from "../kit/controls";
import { host } from "../kit/host";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import type { State } from "./store";

/** A deleted run can be looked at as ever; it says so, and can be brought back. */
export function deletedStrip({ detail, run }: State) {
  if (detail?.lifecycle !== "deleted") return nothing;
  return html`<div class="band deleted" role="status">
    ${icon("trash")}<span class="grow">${t("This run was deleted: lists and tables leave it out.")}</span>
    ${button({ label: t("Restore"), isOff: host.isAway(), act: () => host.command("restoreRun", run) })}
  </div>`;
}
