import { html, nothing } from "lit";

/** A codicon. Without a label it is decoration, and the word beside it says what it means. */
export function icon(name: string, label?: string) {
  return html`<span
    class="codicon codicon-${name}"
    role=${label === undefined ? nothing : "img"}
    aria-label=${label ?? nothing}
    title=${label ?? nothing}
    aria-hidden=${label === undefined ? "true" : nothing}
  ></span>`;
}

/** A button that is only an icon; its name is said and shown on hover. */
export function iconButton(name: string, label: string, act: (event: MouseEvent) => void, options: IconButton = {}) {
  return html`<button
    class="icon ${options.isOn ? "on" : ""}"
    title=${label}
    aria-label=${label}
    aria-pressed=${options.isOn === undefined ? nothing : options.isOn ? "true" : "false"}
    aria-haspopup=${options.opens ?? nothing}
    ?disabled=${options.isOff ?? false}
    @click=${act}
  >
    <span class="codicon codicon-${name}" aria-hidden="true"></span>
  </button>`;
}

export interface IconButton {
  /** A toggle: whether it is on. */
  readonly isOn?: boolean;
  readonly isOff?: boolean;
  readonly opens?: "menu" | "dialog" | "listbox";
}
