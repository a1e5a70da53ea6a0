import { html, nothing } from "lit";
import type { VariantStatus } from "../../src/shared/deployments";
import { formatPercent } from "../../src/shared/format";
import { host } from "../kit/host";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import { registeredIn } from "./registered";
import { colourOf, namesOf, type State } from "./state";
import { formatRate, shortened } from "./words";

/** Who gets how much: the control left, what is tried right of it. */
export function split({ live }: State) {
  const { deployment, rollout } = live;
  const { variants } = deployment;
  const order = namesOf(live);
  const shown = variants
    .filter(({ name, weight }) => order.includes(name) || weight > 0)
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  const words = shown.map(({ name, weight }) => `${name} ${formatPercent(weight / 100)}`).join(", ");
  const copies = rollout.mirrored === undefined ? undefined : rollout.treatments[0];
  return html`<section class="split" aria-label=${t("Traffic")}>
    <ul class="legend">
      ${shown.map((variant) => legend(variant, colourOf(live, variant.name), variant.name === copies ? rollout.mirrored : undefined))}
    </ul>
    <div class="bar" role="img" aria-label=${t("Split: {0}", words)}>
      ${shown
        .filter(({ weight }) => weight > 0)
        .map(
          ({ name, weight }) =>
            html`<span .style=${`flex-grow:${weight};background:${colourOf(live, name)}`} title="${name} ${formatPercent(weight / 100)}"></span>`,
        )}
    </div>
    ${
      copies === undefined
        ? nothing
        : html`<div class="bar copies" role="img" aria-label=${t("{0} gets copies of {1}", copies, formatPercent((rollout.mirrored ?? 0) / 100))}>
            <span .style=${`width:${rollout.mirrored}%;--copy:${colourOf(live, copies)}`}></span>
          </div>`
    }
  </section>`;
}

function legend(variant: VariantStatus, colour: string, copied: number | undefined) {
  const { name, weight, recent, isUp } = variant;
  return html`<li>
    <span class="swatch" .style=${`background:${colour}`}></span>
    <b class="cut" title=${name}>${shortened(name, 28)}</b>
    ${model(variant)}
    <b class="number">${copied === undefined ? formatPercent(weight / 100) : t("copies of {0}", formatPercent(copied / 100))}</b>
    ${recent === undefined || recent.perSecond === 0 ? nothing : html`<span class="number muted">${t("{0} req/s", formatRate(recent.perSecond))}</span>`}
    ${isUp ? nothing : html`<span class="down">${icon("error")}${t("down")}</span>`}
  </li>`;
}

/** A registered model leads to its page; an alias stands beside it. */
function model({ model: address, version }: VariantStatus) {
  const { name, alias } = registeredIn(address) ?? {};
  if (name === undefined) return html`<span class="muted cut" title=${address}>${address.split(/[\\/]/).at(-1)}</span>`;
  return html`<button
      class="link cut"
      title=${t("Open model {0}", name)}
      @click=${() => host.command("openModel", name, Number(version))}
    >${name} v${version}</button>
    ${alias === undefined ? nothing : html`<span class="alias cut">@${alias}</span>`}`;
}
