import { html, nothing } from "lit";
import { formatDate } from "../../src/shared/format";
import type { AuditEntry, AuditPage, Facts, Stage } from "../../src/shared/models";
import { stages } from "../../src/shared/models";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import { stageWord } from "./versionTable";

/** So many stand there before somebody asks for all. */
export const fewEntries = 8;

/** Who did what, newest first. */
export function auditTrail({ entries, total }: AuditPage, runNames: ReadonlyMap<string, string>, showAll: () => void) {
  return html`<section class="trail" aria-label=${t("Audit trail")}>
    <div class="section-head">
      <h3 class="grow">${t("Audit trail")}</h3>
      ${
        entries.length < total
          ? html`<button class="link small" @click=${showAll}>${t("All {0}", total)}</button>`
          : nothing
      }
    </div>
    <ol>
      ${entries.map(
        (entry) =>
          html`<li>
            ${icon(icons[entry.act])}
            <span class="said">
              <b>${entry.actor}</b> ${sentence(entry, runNames)}${comment(entry.after)}
              ${forced(entry.after)}
              <span class="muted small when">${formatDate(entry.at, { now: Date.now() })}</span>
            </span>
          </li>`,
      )}
    </ol>
  </section>`;
}

const icons: Readonly<Record<AuditEntry["act"], string>> = {
  "create-model": "package",
  "rename-model": "edit",
  "update-model": "edit",
  "delete-model": "trash",
  "set-model-tag": "tag",
  "delete-model-tag": "tag",
  "set-alias": "mention",
  "delete-alias": "mention",
  "create-version": "add",
  "update-version": "edit",
  "transition-stage": "arrow-right",
  "delete-version": "trash",
  "set-version-tag": "tag",
  "delete-version-tag": "tag",
  "import-model": "cloud-download",
  "import-version": "cloud-download",
  "approve-version": "check",
  "reject-version": "close",
  "promote-version": "arrow-up",
  "roll-back": "discard",
  "convert-version": "sync",
};

function sentence(entry: AuditEntry, runNames: ReadonlyMap<string, string>): string {
  const { act, before, after } = entry;
  const version = `v${entry.version ?? ""}`;
  switch (act) {
    case "create-model":
      return t("created the model");
    case "rename-model":
      return t("renamed it from {0}", String(before?.name ?? ""));
    case "update-model":
      return t("changed the description");
    case "delete-model":
      return t("deleted the model");
    case "set-model-tag":
      return t("set tag {0}", firstKey(after));
    case "delete-model-tag":
      return t("removed tag {0}", firstKey(before));
    case "set-alias":
      return t("pointed @{0} at {1}", firstKey(after), version);
    case "delete-alias":
      return t("removed @{0} from {1}", firstKey(before), version);
    case "create-version": {
      const run = typeof after?.run_id === "string" ? runNames.get(after.run_id) : undefined;
      return run === undefined ? t("registered {0}", version) : t("registered {0} from {1}", version, run);
    }
    case "update-version":
      return t("changed the description of {0}", version);
    case "transition-stage":
      return t("moved {0} to {1}", version, stageOf(after));
    case "promote-version": {
      const aliases = aliasesIn(after);
      return aliases === ""
        ? t("promoted {0} to {1}", version, stageOf(after))
        : t("promoted {0} to {1}, alias {2}", version, stageOf(after), aliases);
    }
    case "roll-back":
      return t("rolled back to {0}", version);
    case "delete-version":
      return t("deleted {0}", version);
    case "set-version-tag":
      return t("set tag {0} of {1}", firstKey(after), version);
    case "delete-version-tag":
      return t("removed tag {0} of {1}", firstKey(before), version);
    case "import-model":
      return t("imported the model");
    case "import-version":
      return t("imported {0}", version);
    case "approve-version":
      return t("approved {0}", version);
    case "convert-version":
      return t("converted {0} to ONNX", version);
    case "reject-version":
      return t("rejected {0}", version);
    default:
      return act satisfies never;
  }
}

function comment(after: Facts | undefined) {
  const text = after?.comment;
  return typeof text === "string" && text !== "" ? html`: <q>${text}</q>` : nothing;
}

function forced(after: Facts | undefined) {
  const missing = after?.forced;
  return typeof missing === "string"
    ? html`<span class="warn forced">${t("although missing: {0}", missing)}</span>`
    : nothing;
}

function firstKey(facts: Facts = {}): string {
  return Object.keys(facts)[0] ?? "";
}

function stageOf(after: Facts | undefined): string {
  const stage: Stage | undefined = stages.find((each) => each === after?.stage);
  return stage === undefined ? "" : stageWord(stage);
}

function aliasesIn(after: Facts = {}): string {
  return Object.keys(after)
    .filter((key) => key.startsWith("@"))
    .join(", ");
}
