import * as vscode from "vscode";
import type { ModelChoice } from "../models/modelChoice";
import type { Form } from "../pick/form";
import type { Question } from "../pick/steps";
import { type PlannedGate, type PlannedStrategy, readWeights } from "./rolloutFile";

export interface Answers extends ModelChoice {
  readonly kind: PlannedStrategy["kind"];
  /** How the addresses of the versions end: `/3`, `@champion`. */
  readonly stable: string;
  readonly next: string;
  readonly strategy: PlannedStrategy;
  readonly gates: readonly PlannedGate[];
  readonly name: string;
}

interface Offered<T> extends vscode.QuickPickItem {
  /** Undefined: the user writes it. */
  readonly value: T | undefined;
}

export function askKind(): Question<Answers> {
  const { t } = vscode.l10n;
  return {
    async ask(_answers, form) {
      const items: (vscode.QuickPickItem & { readonly kindOf: PlannedStrategy["kind"] })[] = [
        {
          kindOf: "canary",
          label: t("Canary"),
          detail: t("The new version takes over in steps, and gives everything back when a gate says no."),
        },
        {
          kindOf: "ab",
          label: t("A/B test"),
          detail: t("Both answer side by side; the report says which is better and how sure that is."),
        },
        {
          kindOf: "shadow",
          label: t("Shadow"),
          detail: t("The new version gets copies of the requests and never answers; both are compared."),
        },
        {
          kindOf: "blueGreen",
          label: t("Blue-green"),
          detail: t("The new version stands ready; all requests move at once, and back at once."),
        },
      ];
      return { kind: (await form.pick({ items, placeholder: t("What kind of rollout?") })).kindOf };
    },
  };
}

/** Steps, weights or the percentage, as the kind has them. */
export function askShare(): Question<Answers> {
  return {
    async ask({ kind }, form) {
      switch (kind) {
        case "canary":
          return { strategy: await askSteps(form) };
        case "ab":
          return { strategy: await askSplit(form) };
        case "shadow":
          return { strategy: await askCopies(form) };
        case "blueGreen":
          return { strategy: await askSwitch(form) };
        case undefined:
          return form.leave();
        default:
          return kind satisfies never;
      }
    },
  };
}

async function askSteps(form: Form): Promise<PlannedStrategy> {
  const { t } = vscode.l10n;
  type Steps = { readonly weights: readonly number[]; readonly pause: string | undefined };
  const items: Offered<Steps>[] = [
    { value: { weights: [1, 5, 25, 50], pause: "15m" }, label: "1, 5, 25, 50 %", description: t("15 min each") },
    { value: { weights: [10, 50], pause: "10m" }, label: "10, 50 %", description: t("10 min each") },
    { value: { weights: [10, 50], pause: undefined }, label: "10, 50 %", description: t("each until you promote") },
    { value: undefined, label: `$(edit) ${t("Other steps…")}` },
  ];
  const { value } = await form.pick({ items, placeholder: t("In which steps does it take over?") });
  if (value) return { kind: "canary", ...value };
  const written = await form.input({
    prompt: t("Percent of the requests, step by step, such as 1, 5, 25"),
    validate: (text) => (readWeights(text) ? undefined : t("Rising numbers from 1 to 100, such as 1, 5, 25.")),
  });
  return { kind: "canary", weights: readWeights(written) ?? [], pause: "10m" };
}

async function askSplit(form: Form): Promise<PlannedStrategy> {
  const { t } = vscode.l10n;
  const items: Offered<number>[] = [
    { value: 50, label: "50 / 50", description: t("the soonest answer") },
    { value: 10, label: "90 / 10", description: t("few users see the new version") },
    { value: undefined, label: `$(edit) ${t("Another split…")}` },
  ];
  const { value } = await form.pick({ items, placeholder: t("How are users shared out?") });
  return { kind: "ab", weight: value ?? (await askPercent(form, t("Percent of the users for the new version"))) };
}

async function askCopies(form: Form): Promise<PlannedStrategy> {
  const { t } = vscode.l10n;
  const items: Offered<number>[] = [
    { value: 100, label: "100 %", description: t("of the requests") },
    { value: 10, label: "10 %", description: t("costs less") },
    { value: undefined, label: `$(edit) ${t("Another share…")}` },
  ];
  const { value } = await form.pick({ items, placeholder: t("How many requests are copied?") });
  return { kind: "shadow", percentage: value ?? (await askPercent(form, t("Percent of the requests"))) };
}

async function askSwitch(form: Form): Promise<PlannedStrategy> {
  const { t } = vscode.l10n;
  const items: Offered<number>[] = [
    { value: undefined, label: t("When you promote it") },
    { value: 600, label: t("By itself after 10 minutes") },
  ];
  const { value } = await form.pick({ items, placeholder: t("When does the new version take over?") });
  return { kind: "blueGreen", automaticAfter: value };
}

async function askPercent(form: Form, prompt: string): Promise<number> {
  const written = await form.input({
    prompt,
    placeholder: "20",
    validate: (text) =>
      Number(text) > 0 && Number(text) < 100 ? undefined : vscode.l10n.t("A number between 0 and 100."),
  });
  return Number(written);
}

/** An empty choice is one as well: then only people decide. */
export function askGates(): Question<Answers> {
  const { t } = vscode.l10n;
  return {
    async ask(_answers, form) {
      const items: (vscode.QuickPickItem & { readonly gate: PlannedGate })[] = [
        {
          gate: { name: "error-rate", limit: "thresholdRange", max: 0.02 },
          label: t("Error rate at most 2 %"),
        },
        {
          gate: { name: "latency-p95-ms", limit: "ratioToStable", max: 1.2 },
          label: t("p95 latency at most 1.2 × the old version’s"),
        },
        {
          gate: { name: "prediction-drift-psi", limit: "thresholdRange", max: 0.1 },
          label: t("Predictions at most 0.1 PSI apart"),
        },
      ];
      const picked = await form.pickMany({
        items,
        placeholder: t("Which gates give the traffic back? Limits can be changed in the file"),
        active: ({ gate }) => gate.name !== "prediction-drift-psi",
        mayBeNone: true,
      });
      return { gates: picked.map(({ gate }) => gate) };
    },
  };
}
