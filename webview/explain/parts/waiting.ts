import { html } from "lit";
import { icon } from "../../kit/icon";
import { t } from "../../kit/words";

/** Until the values are there: where they will stand. */
export function waiting(name: string, data: string | undefined) {
  return html`<header class="band header line"><div class="grow">
      <div class="title">${icon("lightbulb")}<h1 class="cut">${t("Explain: {0}", name)}</h1></div>
      <div class="facts"><span role="status">${data === undefined ? t("Explaining the predictions…") : t("Explaining the predictions for {0}…", data)}</span></div>
    </div></header>
    <div class="greys" aria-hidden="true">${Array.from(
      { length: 8 },
      (_, i) => html`<div><span class="grey"></span><span class="grey" .style=${`width:${100 - i * 9}%`}></span></div>`,
    )}</div>`;
}
