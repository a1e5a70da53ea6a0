import { html } from "lit";
import { host } from "../kit/host";
import { icon } from "../kit/icon";
import { t } from "../kit/words";

/** Every run was taken out, or is gone. */
export function nobody(add: () => void) {
  return html`<div class="empty grow">
    <p>${t("No run to compare.")}</p>
    <p class="muted">${t("They were taken out, or deleted.")}</p>
    <button class="link" @click=${add}>${t("Choose runs…")}</button>
  </div>`;
}

/** Nothing could be read. */
export function failed(message: string, retry: () => void) {
  return html`<div class="error" role="alert">
    ${icon("error")}
    <div>
      <p>${message}</p>
      <button class="link" @click=${retry}>${t("Try again")}</button>
      <button class="link" @click=${() => host.command("showLog")}>${t("Show log")}</button>
    </div>
  </div>`;
}
