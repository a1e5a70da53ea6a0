import { html, nothing } from "lit";
import type { Tried, TryField, TryForm } from "../../src/shared/deploymentPage";
import { formatDuration } from "../../src/shared/format";
import { type Language, languages, requestSnippet } from "../../src/shared/snippets";
import { button, checkbox, textArea, textField } from "../kit/controls";
import { host } from "../kit/host";
import { icon, iconButton } from "../kit/icon";
import { t } from "../kit/words";
import { snippet } from "./snippet";
import type { Own, State } from "./state";

export interface TryActs {
  change(more: Partial<Own>): void;
  send(): void;
  copy(text: string): void;
  close(): void;
}

/** A request made by hand: the form of the model's own inputs, what it answers, and the same as code. */
export function tryIt(state: State, acts: TryActs) {
  const { form, noForm, own } = state;
  return html`<aside class="pane try" aria-label=${t("Try it")} @keydown=${(event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    acts.send();
  }}>
    <div class="section-head">
      <h2 class="grow" tabindex="-1">${t("Try it")}</h2>
      ${form && form.fields.length > 0 ? iconButton("json", t("Write the row as JSON"), () => acts.change({ asJson: !own.asJson, json: undefined }), { isOn: isJson(state) }) : nothing}
      ${iconButton("close", t("Close try it"), acts.close)}
    </div>
    ${form === undefined ? html`<p class="muted small-12">${noForm ?? ""}</p>` : content(state, form, acts)}
  </aside>`;
}

function content(state: State, form: TryForm, acts: TryActs) {
  const { own, failure, tried, isTrying } = state;
  const body = bodyOf(state);
  return html`
    ${
      isJson(state)
        ? html`<div class="json">${textArea({ label: t("The row as JSON"), value: jsonText(state, form), input: (json) => acts.change({ json }) })}</div>`
        : html`<div class="fields ${form.isNamed ? "" : "places"}">${form.fields.map((field) => input(field, form, own, acts))}</div>`
    }
    <div class="fields user">
      <label>${form.userField}</label>
      ${textField({ label: form.userField, value: own.user, placeholder: t("nobody: any variant"), input: (user) => acts.change({ user }) })}
    </div>
    <div class="buttons">
      ${button({ label: t("Send"), icon: "play", isPrimary: true, isOff: isTrying || host.isAway() || "fault" in body, act: acts.send })}
      <span class="muted small"><kbd>Ctrl</kbd> <kbd>Enter</kbd></span>
      <button class="link small-12" @click=${() => acts.change({ values: {}, json: undefined })}>${t("Fill in the example")}</button>
    </div>
    ${"fault" in body ? html`<p class="failure" role="alert">${icon("error")}<span>${body.fault}</span></p>` : nothing}
    ${failure === undefined ? nothing : html`<p class="failure" role="alert">${icon("error")}<span>${failure}</span></p>`}
    ${tried === undefined ? nothing : answer(tried)}
    ${"fault" in body ? nothing : snippets(own.language, `${form.url}/predict`, body.text, acts)}
  `;
}

function isJson({ own, form }: State): boolean {
  return own.asJson || form === undefined || form.fields.length === 0;
}

function jsonText({ own }: State, form: TryForm): string {
  return own.json ?? (form.fields.length > 0 ? rowText(form, own) : JSON.stringify(form.features));
}

function input(field: TryField, form: TryForm, own: Own, { change }: TryActs) {
  const { name, kind, type, isRequired, example } = field;
  const label = form.isNamed ? name : t("Feature {0}", name);
  const value = own.values[name];
  const put = (text: string) => change({ values: { ...own.values, [name]: text } });
  if (kind === "truth")
    return html`<span class="cut" title="${name} · ${type}">${name}</span>${checkbox(t("yes"), (value ?? String(example)) === "true", (isOn) => put(String(isOn)))}`;
  return html`<span class="cut ${form.isNamed ? "" : "muted small number"}" title="${name} · ${type}${isRequired ? "" : ` · ${t("may be left out")}`}">${name}</span>
    ${textField({ label, value: value ?? textOf(example), input: put })}`;
}

function textOf(example: unknown): string {
  if (example === null || example === undefined) return "";
  return typeof example === "string" ? example : JSON.stringify(example);
}

/** The row as JSON, each value as it was typed. */
function rowText({ isNamed, fields }: TryForm, own: Own): string {
  const pieces = fields.map(
    (field) => [field.name, pieceOf(field, own.values[field.name] ?? textOf(field.example))] as const,
  );
  if (!isNamed) return `[${pieces.map(([, piece]) => piece ?? "null").join(", ")}]`;
  const known = pieces.filter(([, piece]) => piece !== undefined);
  return `{${known.map(([name, piece]) => `${JSON.stringify(name)}: ${piece}`).join(", ")}}`;
}

/** What is no number is sent as text: the endpoint's own message says what is wrong with it. Undefined: left out. */
function pieceOf({ kind, isRequired }: TryField, text: string): string | undefined {
  const typed = text.trim();
  switch (kind) {
    case "number":
    case "whole":
      if (typed === "") return isRequired ? '""' : undefined;
      return /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(typed) ? typed : JSON.stringify(typed);
    case "truth":
      return typed === "true" ? "true" : "false";
    case "list":
      if (typed === "") return isRequired ? "[]" : undefined;
      return parsed(typed) === undefined ? JSON.stringify(typed) : typed;
    case "text":
      return text === "" && !isRequired ? undefined : JSON.stringify(text);
    default:
      return kind satisfies never;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The JSON that would be sent, or why there is none. */
export function bodyOf(state: State): { readonly text: string } | { readonly fault: string } {
  const { form, own } = state;
  if (form === undefined) return { fault: t("The form is not here yet.") };
  const row = isJson(state) ? jsonText(state, form).trim() : rowText(form, own);
  if (parsed(row) === undefined) return { fault: t("The row is no JSON.") };
  const user = own.user.trim();
  return {
    text: `{"features": ${row}${user === "" ? "" : `, ${JSON.stringify(form.userField)}: ${JSON.stringify(user)}`}}`,
  };
}

const mostShown = 4000;

function answer({ status, variant, requestId, milliseconds, body }: Tried) {
  const value = parsed(body);
  const text = value === undefined ? body : JSON.stringify(value, undefined, 2);
  const isGood = status >= 200 && status < 300;
  return html`<div class="answer" role="status">
    <div class="facts">
      <span><span class=${isGood ? "good" : "bad"}>${icon(isGood ? "pass" : "error")}</span><b class="number">${status}</b></span>
      ${variant === undefined ? nothing : html`<span>${t("by")} <b>${variant}</b></span>`}
      <span class="number">${formatDuration(milliseconds)}</span>
      ${requestId === undefined ? nothing : html`<span class="code cut" title=${t("Request id")}>${requestId}</span>`}
    </div>
    <pre class="code" tabindex="0" role="group" aria-label=${t("Answer")}>${text.length > mostShown ? `${text.slice(0, mostShown)}…` : text}</pre>
  </div>`;
}

const titles: Readonly<Record<Language, string>> = { curl: "curl", python: "Python", typescript: "TypeScript" };

function snippets(chosen: Language, url: string, body: string, { change, copy }: TryActs) {
  const text = requestSnippet(chosen, url, body);
  const move = (event: KeyboardEvent) => {
    const at = languages.indexOf(chosen);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 }[event.key];
    const next = to === undefined ? undefined : languages[(to + languages.length) % languages.length];
    if (next === undefined) return;
    event.preventDefault();
    change({ language: next });
    const list = event.currentTarget as HTMLElement;
    requestAnimationFrame(() => list.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };
  return html`<div class="tabs" role="tablist" aria-label=${t("The same request as code")} @keydown=${move}>
      ${languages.map(
        (each) => html`<button
          role="tab"
          aria-selected=${each === chosen ? "true" : "false"}
          tabindex=${each === chosen ? "0" : "-1"}
          @click=${() => change({ language: each })}
        >${titles[each]}</button>`,
      )}
    </div>
    <div role="tabpanel" aria-label=${titles[chosen]}>${snippet(t("The same request as code"), text, copy)}</div>`;
}
