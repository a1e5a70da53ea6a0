import { html, nothing } from "lit";
import { button } from "../kit/controls";
import { icon, iconButton } from "../kit/icon";
import { openMenu } from "../kit/menu";
import { t } from "../kit/words";
import { chosenOf, referenceOf, type State } from "./state";

export interface HeaderActs {
  promote(version: number): void;
  compare(runs: readonly string[]): void;
  readonly isAway: boolean;
}

export function header(state: State, folder: string, acts: HeaderActs) {
  const { detail } = state;
  const chosen = chosenOf(state);
  const runs = [chosen, referenceOf(state)].flatMap((each) => (each?.run_name === undefined ? [] : (each.run ?? [])));
  const different = [...new Set(runs)];
  const context = JSON.stringify({
    webviewSection: "model",
    tidemarkModel: detail.name,
    tidemarkFolder: folder,
    ...(different.length > 1 && { tidemarkRuns: different }),
    preventDefaultContextMenuItems: true,
  });
  return html`<header class="band header line">
    <div class="grow">
      <h1>${icon("package")}<span class="cut">${detail.name}</span></h1>
      <div class="facts">${facts(state)}</div>
    </div>
    <div class="acts">
      ${
        different.length > 1
          ? html`<span class="compare"
              >${button({ label: t("Compare versions"), icon: "git-compare", act: () => acts.compare(different) })}</span
            >`
          : nothing
      }
      ${
        chosen === undefined
          ? nothing
          : button({
              label: t("Promote v{0}…", chosen.version),
              icon: "arrow-up",
              isPrimary: true,
              isOff: acts.isAway,
              act: () => acts.promote(chosen.version),
            })
      }
      <span data-vscode-context=${context}
        >${iconButton("ellipsis", t("More"), (event) => openMenu(event.currentTarget as HTMLElement), { opens: "menu" })}</span
      >
    </div>
  </header>`;
}

function facts(state: State) {
  const { detail } = state;
  const { versions, people, description } = detail;
  const production = versions.find(({ stage }) => stage === "Production");
  const shown = production ?? versions[0];
  const inputs = shown?.facts.find(({ name }) => name === "signature")?.count;
  const kind = [
    ...(shown?.flavors.slice(0, 2) ?? []),
    ...(inputs === undefined ? [] : [inputs === 1 ? t("1 input") : t("{0} inputs", inputs)]),
  ].join(" · ");
  return html`
    <span>${versions.length === 1 ? t("1 version") : t("{0} versions", versions.length)}</span>
    ${production === undefined ? nothing : html`<span>${t("Production")} <b>v${production.version}</b></span>`}
    ${people.length === 0 ? nothing : html`<span>${icon("account")}${people.join(", ")}</span>`}
    ${kind === "" ? nothing : html`<span>${kind}</span>`}
    ${description ? html`<span class="cut described" title=${description}>${firstLine(description)}</span>` : nothing}
  `;
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
}
