import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextArea,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";
import { html, nothing } from "lit";
import { ref } from "lit/directives/ref.js";
import { icon } from "./icon";

/** The archived toolkit is known here alone: pages ask for a control and not for its element. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeTextArea(),
    vsCodeTextField(),
  );
}

export interface Button {
  readonly label: string;
  readonly icon?: string;
  readonly isPrimary?: boolean;
  readonly isOff?: boolean;
  /** Why it is off, or more than the label says. */
  readonly hint?: string;
  readonly context?: string;
  act(event: Event): void;
}

export function button({ label, icon: name, isPrimary, isOff, hint, context, act }: Button) {
  return html`<vscode-button
    appearance=${isPrimary ? "primary" : "secondary"}
    ?disabled=${isOff ?? false}
    title=${hint ?? nothing}
    data-vscode-context=${context ?? nothing}
    @click=${act}
    >${name === undefined ? nothing : html`<span slot="start">${icon(name)}</span>`}${label}</vscode-button
  >`;
}

export function checkbox(label: string, isOn: boolean, change: (isOn: boolean) => void) {
  return html`<vscode-checkbox
    .checked=${isOn}
    @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    >${label}</vscode-checkbox
  >`;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** `label` is read out; what stands before it on the screen is the page's. */
export function dropdown(label: string, choices: readonly Choice[], value: string, change: (value: string) => void) {
  return html`<vscode-dropdown
    aria-label=${label}
    .value=${value}
    @change=${(event: Event) => change((event.target as HTMLSelectElement).value)}
    >${choices.map(
      (choice) =>
        html`<vscode-option value=${choice.value} ?selected=${choice.value === value}>${choice.label}</vscode-option>`,
    )}</vscode-dropdown
  >`;
}

export interface TextInput {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly icon?: string;
  input(value: string): void;
  key?(event: KeyboardEvent): void;
}

/** The toolkit names its fields "Text field" and "Text area" as they enter the page; what they are for is said after that. */
function named(label: string) {
  return ref((element) => queueMicrotask(() => element?.setAttribute("aria-label", label)));
}

export function textField({ label, value, placeholder, icon: name, input, key }: TextInput) {
  return html`<vscode-text-field
    ${named(label)}
    .value=${value}
    placeholder=${placeholder ?? nothing}
    @input=${(event: Event) => input((event.target as HTMLInputElement).value)}
    @keydown=${key ?? nothing}
    >${name === undefined ? nothing : html`<span slot="start">${icon(name)}</span>`}</vscode-text-field
  >`;
}

export function textArea({ label, value, placeholder, input, key }: TextInput) {
  return html`<vscode-text-area
    ${named(label)}
    resize="vertical"
    rows="2"
    .value=${value}
    placeholder=${placeholder ?? nothing}
    @input=${(event: Event) => input((event.target as HTMLTextAreaElement).value)}
    @keydown=${key ?? nothing}
  ></vscode-text-area>`;
}
