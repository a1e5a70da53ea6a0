import { html, nothing } from "lit";
import type { GateFacts } from "../../src/shared/deploymentPage";
import { formatCount, formatNumber } from "../../src/shared/format";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import { colourOf, type State } from "./state";
import { gateWord, inUnit, ruleText, shortened } from "./words";

/** What decides: each gate with its rule, both values and whether it holds. */
export function gates({ live }: State) {
  const { rollout } = live;
  const { control, treatments } = rollout;
  if (rollout.gates.length === 0)
    return html`<p class="muted small-12 no-gates">${t("No gates: the deployment file has no analysis, so nothing is taken back by itself.")}</p>`;
  const isOne = treatments.length === 1;
  return html`<table class="plain gates" aria-label=${t("Gates")}>
      <thead>
        <tr>
          <th>${t("Gate")}</th>
          <th>${t("Rule")}</th>
          <th class="number theirs"><span class="cut">${control}</span></th>
          <th class="number"><span class="cut">${isOne ? treatments[0] : t("Value")}</span></th>
          <th class="judged">${t("State")}</th>
        </tr>
      </thead>
      <tbody>
        ${rollout.gates.map(
          (gate) => html`<tr title=${gate.text}>
            <td>
              <span class="gate"><span class=${looks[gate.state][1]}>${icon(looks[gate.state][0], state(gate, rollout.minRequests))}</span>
              <span class="cut">${gateWord(gate.metric)}${isOne ? nothing : html` <span class="swatch" .style=${`background:${colourOf(live, gate.subject)}`}></span> ${shortened(gate.subject, 12)}`}</span></span>
            </td>
            <td class="code">${ruleText(gate, control)}</td>
            <td class="number muted theirs">${gate.theirs === undefined ? "" : inUnit(gate.theirs, gate.unit)}</td>
            <td class="number">${inUnit(gate.ours ?? (gate.isRatio ? undefined : gate.value), gate.unit)}</td>
            <td class="judged">${stateText(gate, state(gate, rollout.minRequests))}</td>
          </tr>`,
        )}
      </tbody>
    </table>
    ${
      rollout.failures > 0 && rollout.failureLimit !== undefined
        ? html`<p class="muted small-12">${t("{0} of {1} failed looks", rollout.failures, rollout.failureLimit)}</p>`
        : ""
    }`;
}

const looks: Readonly<Record<GateFacts["state"], readonly [icon: string, state: string]>> = {
  passed: ["pass", "good"],
  failed: ["error", "bad"],
  unknown: ["question", "muted"],
  waiting: ["clockface", "warn"],
};

function state({ state: is }: GateFacts, minRequests: number | undefined): string {
  switch (is) {
    case "passed":
      return t("passes");
    case "failed":
      return t("fails");
    case "unknown":
      return t("not known yet");
    case "waiting":
      return minRequests === undefined ? t("waits") : t("waits for {0} requests", formatCount(minRequests));
    default:
      return is satisfies never;
  }
}

/** Few predictions lie apart by chance alone: a drift above its limit may pass. */
function stateText({ isRatio, value, max, state: is }: GateFacts, word: string): string {
  if (is === "passed" && !isRatio && value !== undefined && max !== undefined && value > max)
    return t("{0}, within chance", word);
  return isRatio && value !== undefined ? `${word}, ${formatNumber(Number(value.toPrecision(3)))} ×` : word;
}
