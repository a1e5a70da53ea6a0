import { html } from "lit";
import { icon } from "../kit/icon";
import { t } from "../kit/words";

/** Code to copy; longer than its box, it scrolls by keyboard too. */
export function snippet(label: string, text: string, copy: (text: string) => void) {
  return html`<div class="snippet">
    <pre class="code" tabindex="0" role="group" aria-label=${label}>${text}</pre>
    <button class="icon" title=${t("Copy")} aria-label=${t("Copy")} @click=${() => copy(text)}>${icon("copy")}</button>
  </div>`;
}
