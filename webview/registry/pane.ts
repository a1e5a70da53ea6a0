import { html, nothing } from "lit";
import { splitNamed } from "../../src/shared/factNames";
import { formatCount, formatDate, formatNumber } from "../../src/shared/format";
import { countVerdicts, neededFor } from "../../src/shared/gate";
import type { VersionDetail, VersionFact } from "../../src/shared/modelDetail";
import { button, textArea } from "../kit/controls";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import { factWord, nextStage, verdictSentence } from "./sentences";
import type { State } from "./state";
import { auditTrail } from "./trail";

export interface PaneActs {
  write(comment: string): void;
  judge(word: "approve" | "reject"): void;
  showTrail(): void;
  readonly isAway: boolean;
}

/** Judgement, beside what is judged: facts, what people said, and the trail. */
export function pane(state: State, version: VersionDetail | undefined, acts: PaneActs) {
  const runNames = new Map(
    state.detail.versions.flatMap(({ run, run_name }): [string, string][] =>
      run && run_name ? [[run, run_name]] : [],
    ),
  );
  return html`<aside class="pane" aria-label=${t("Judgement")}>
    ${version === undefined ? nothing : judgement(state, version, acts)}
    ${auditTrail(state.trail, runNames, acts.showTrail)}
  </aside>`;
}

function judgement(state: State, version: VersionDetail, acts: PaneActs) {
  const { policy } = state.detail;
  const required = version.facts.filter((fact) => fact.required);
  const others = version.facts.filter((fact) => !fact.required);
  return html`
    <div class="pane-head">
      <h2>${t("Version {0}", version.version)}</h2>
      ${version.aliases.map((alias) => html`<span class="alias"><span class="cut">@${alias}</span></span>`)}
      <span class="grow"></span>
      ${approvalWord(state, version)}
    </div>
    <p class="muted sentence">${verdictSentence(policy, version)}</p>
    ${version.description ? html`<p class="sentence description">${version.description}</p>` : nothing}
    ${required.length > 0 ? html`<h3>${t("Required")}</h3>${factList(required, t("Required"))}` : nothing}
    ${others.length > 0 ? html`<h3>${t("Facts")}</h3>${factList(others, t("Facts"))}` : nothing}
    <h3>${t("Approvals")}</h3>
    ${verdictList(state, version)} ${commentBox(state, version, acts)}
  `;
}

function approvalWord({ detail: { policy } }: State, version: VersionDetail) {
  const needed = neededFor(policy, nextStage(policy, version));
  const { given, state } = version.approval;
  if (state === "rejected") return html`<span class="state rejected">${icon("close")}${t("Rejected")}</span>`;
  if (needed === 0 && given === 0) return nothing;
  const isDone = given >= needed;
  const text = needed === 0 ? t("Approved by {0}", given) : t("{0} of {1} approvals", given, needed);
  return html`<span class="state ${isDone ? "approved" : "waiting"}">${icon(isDone ? "verified-filled" : "clockface")}${text}</span>`;
}

function factList(facts: readonly VersionFact[], label: string) {
  return html`<ul class="marks" aria-label=${label}>
    ${facts.map(
      (fact) =>
        html`<li class=${fact.met ? "met" : fact.required ? "unmet" : "absent"}>
          ${icon(fact.met ? "pass-filled" : fact.required ? "warning" : "circle-outline", fact.met ? t("there") : t("missing"))}
          <span class="grow cut">${factWord(fact.name)}</span>
          <span class="muted cut fact-text" title=${fact.text ?? nothing}>${factText(fact)}</span>
        </li>`,
    )}
  </ul>`;
}

function factText({ name, met, text, count }: VersionFact): string {
  if (!met) return t("missing");
  if (text !== undefined && splitNamed(name)?.kind === "metric") return formatNumber(Number(text));
  if (count !== undefined) return count === 1 ? t("1 input") : t("{0} inputs", formatCount(count));
  return text ?? "";
}

/** What was said, and whose word is waited for. */
function verdictList({ detail: { policy } }: State, version: VersionDetail) {
  const { verdicts } = version;
  const needed = neededFor(policy, nextStage(policy, version));
  const left = needed - countVerdicts(policy, verdicts).given;
  const silent = policy.approvers.filter((name) => verdicts.every(({ actor }) => actor !== name));
  const isWaiting = version.approval.state === "waiting" && left > 0;
  if (verdicts.length === 0 && !isWaiting)
    return html`<p class="muted sentence">${t("Nobody has said anything yet.")}</p>`;
  return html`<ul class="marks" aria-label=${t("Approvals")}>
    ${verdicts.map(({ actor, verdict, comment, at }) => {
      const isYes = verdict === "approved";
      return html`<li class=${isYes ? "met" : "refused"} title=${comment ?? nothing}>
        ${icon(isYes ? "pass-filled" : "close", isYes ? t("approved") : t("rejected"))}
        <span class="grow cut">${actor}</span>
        <span class="muted">${formatDate(at, { now: Date.now() })}</span>
      </li>`;
    })}
    ${
      isWaiting
        ? html`<li class="absent">
            ${icon("circle-outline")}
            <span class="grow cut">${silent.length > 0 ? silent.reduce((all, each) => t("{0} or {1}", all, each)) : t("{0} more", left)}</span>
            <span class="muted">${t("waiting")}</span>
          </li>`
        : nothing
    }
  </ul>`;
}

function commentBox(state: State, version: VersionDetail, acts: PaneActs) {
  const isOff = acts.isAway || state.isBusy;
  return html`<div class="comment">
    ${textArea({
      label: t("Comment on version {0}", version.version),
      value: state.comment,
      placeholder: t("What did you look at?"),
      input: acts.write,
      key: (event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || isOff) return;
        event.preventDefault();
        acts.judge("approve");
      },
    })}
    <div class="buttons">
      ${button({ label: t("Approve"), icon: "check", isPrimary: true, isOff, act: () => acts.judge("approve") })}
      ${button({ label: t("Reject"), icon: "close", isOff, act: () => acts.judge("reject") })}
      <span class="grow"></span>
      <kbd class="muted small">${navigator.platform.startsWith("Mac") ? "⌘↩" : "Ctrl+Enter"}</kbd>
    </div>
    ${
      state.failure === undefined
        ? nothing
        : html`<div class="failure" role="alert">${icon("error")}<span>${state.failure}</span></div>`
    }
  </div>`;
}
