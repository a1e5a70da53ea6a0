import { html, nothing } from "lit";
import { planTest } from "../../src/core/rollout/plan";
import { formatCount, formatNumber } from "../../src/shared/format";
import { dropdown, textField } from "../kit/controls";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import { namesOf, type Own, type PlanFields, type State } from "./state";

/** How many users a test takes, or what so many users can show: before it is begun. */
export function planForm(state: State, choose: (change: Partial<Own>) => void) {
  const { plan } = state.own;
  const change = (more: Partial<PlanFields>) => choose({ plan: { ...state.own.plan, ...more } });
  const filled = { ...plan, now: plan.now ?? usual(state, plan.outcome) };
  return html`<div class="plan">
    <button
      class="link"
      aria-expanded=${plan.isOpen ? "true" : "false"}
      aria-controls="plan"
      @click=${() => change({ isOpen: !plan.isOpen })}
    >${icon(plan.isOpen ? "chevron-down" : "chevron-right")}${t("Plan a test")}</button>
    ${plan.isOpen ? fields(state, filled, change) : nothing}
  </div>`;
}

type Filled = PlanFields & { readonly now: string };

function fields(state: State, plan: Filled, change: (more: Partial<PlanFields>) => void) {
  return html`<div id="plan">
    <div class="fields">
      <span>${t("Outcome")}</span>
      ${dropdown(
        t("Outcome"),
        [
          { value: "share", label: t("a share of users") },
          { value: "mean", label: t("a mean") },
        ],
        plan.outcome,
        (outcome) => change({ outcome: outcome === "mean" ? "mean" : "share", now: undefined }),
      )}
      ${field(plan.outcome === "share" ? t("Share now, %") : t("Standard deviation"), plan.now, (now) => change({ now }))}
      <span>${t("Known")}</span>
      ${dropdown(
        t("Known"),
        [
          { value: "effect", label: t("the change") },
          { value: "users", label: t("the users") },
        ],
        plan.wanted,
        (wanted) => change({ wanted: wanted === "users" ? "users" : "effect", value: "" }),
      )}
      ${field(
        plan.wanted === "users"
          ? t("Users")
          : plan.outcome === "share"
            ? t("Change, % points")
            : t("Change of the mean"),
        plan.value,
        (value) => change({ value }),
      )}
      ${field(t("Power, %"), plan.power, (power) => change({ power }))}
    </div>
    <p class="planned" role="status">${answer(plan, weightsOf(state))}</p>
  </div>`;
}

function field(label: string, value: string, input: (value: string) => void) {
  return html`<span>${label}</span>${textField({ label, value, input })}`;
}

/** What the test that goes on has seen, to begin with. */
function usual({ report }: State, outcome: PlanFields["outcome"]): string {
  const control = report?.variants[report.control ?? ""];
  if (outcome === "mean") return control?.variance ? rounded(Math.sqrt(control.variance)) : "";
  const isShare = report?.tests.two_proportion_z.p_value !== null;
  return isShare && control?.mean ? rounded(control.mean * 100) : "";
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Of the control and of the first treatment as they are now; halves where one has nothing. */
function weightsOf({ live }: State): readonly [number, number] {
  const [control = "", treatment = ""] = namesOf(live);
  const { weights } = live.deployment;
  const [c = 0, x = 0] = [weights[control], weights[treatment]];
  return c > 0 && x > 0 ? [c, x] : [50, 50];
}

function answer({ outcome, now, wanted, value, power }: Filled, weights: readonly [number, number]) {
  const [known, asked, share] = [now, value, power].map((text) => (text.trim() === "" ? Number.NaN : Number(text))) as [
    number,
    number,
    number,
  ];
  if (now.trim() === "" || value.trim() === "") return html`<span class="muted">${t("Fill in what is known.")}</span>`;
  const fault =
    outcome === "share" && !(known > 0 && known < 100)
      ? t("A share lies between 0 and 100.")
      : !(known > 0)
        ? t("The deviation is a number above 0.")
        : !(share >= 1 && share <= 99.9)
          ? t("Power lies between 1 and 99.9.")
          : wanted === "users" && !(asked >= 4)
            ? t("Four users at least.")
            : wanted === "effect" && (!Number.isFinite(asked) || asked === 0)
              ? t("The change is a number other than 0.")
              : outcome === "share" && wanted === "effect" && !(known + asked > 0 && known + asked < 100)
                ? t("With this change the share leaves 0 to 100.")
                : undefined;
  if (fault !== undefined) return html`<span class="bad">${fault}</span>`;
  const plan = planTest({
    outcome: outcome === "share" ? { kind: "share", now: known / 100 } : { kind: "mean", deviation: known },
    wanted: wanted === "users" ? { users: asked } : { effect: outcome === "share" ? asked / 100 : asked },
    weights,
    power: share / 100,
  });
  if (wanted === "effect" && plan.users === null) return t("No number of users is enough for that.");
  if (wanted === "users" && plan.effect === null) return t("So few users show no change of any size.");
  const effect =
    plan.effect === null
      ? nothing
      : formatNumber(Number(((outcome === "share" ? 100 : 1) * plan.effect).toPrecision(3)));
  return wanted === "effect"
    ? t(
        "{0} users: {1} and {2} at {3} to {4}.",
        formatCount(plan.users ?? 0),
        formatCount(plan.control ?? 0),
        formatCount(plan.treatment ?? 0),
        ...weights.map((each) => formatNumber(each)),
      )
    : outcome === "share"
      ? t("A change of {0} % points or more is seen.", String(effect))
      : t("A change of {0} or more is seen.", String(effect));
}
