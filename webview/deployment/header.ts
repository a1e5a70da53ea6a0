import { html, nothing } from "lit";
import { formatDuration } from "../../src/shared/format";
import { button } from "../kit/controls";
import { host } from "../kit/host";
import { icon, iconButton } from "../kit/icon";
import { openMenu } from "../kit/menu";
import { t } from "../kit/words";
import type { State } from "./state";
import { formatMilliseconds, formatRate, formatShare, kindWord, phaseIcons, phaseWord, shortened } from "./words";

export interface HeaderActs {
  tryIt(): void;
  promote(): void;
  pause(): void;
  rollBack(): void;
  copyUrl(): void;
  readonly hasCopied: boolean;
}

export function header(state: State, acts: HeaderActs) {
  const { live, own } = state;
  const { name, phase, url } = live.deployment;
  const [symbol, look] = phaseIcons[phase];
  const kind = kindWord(live);
  const winner = nextOf(state);
  const context = JSON.stringify({
    webviewSection: "deployment",
    tidemarkDeployment: name,
    tidemarkFolder: host.folder(),
    tidemarkHasFile: live.deployment.file !== "",
    tidemarkPromotable: winner !== undefined,
    tidemarkPausable: canPause(state),
    tidemarkRollable: canRollBack(state),
    preventDefaultContextMenuItems: true,
  });
  const isAway = host.isAway();
  return html`<header class="band header line" data-vscode-context=${context}>
    <div class="grow">
      <div class="title">
        ${icon("server-process")}
        <h1 class="cut" title=${name}>${name}</h1>
        ${kind === undefined ? nothing : html`<span class="tag">${kind}</span>`}
        <span class="phase"><span class="codicon codicon-${symbol} ${look}" aria-hidden="true"></span>${phaseWord(phase)}</span>
      </div>
      <div class="facts">
        <button class="url code" title=${t("Copy {0}", `${url}/predict`)} @click=${acts.copyUrl}>
          <span class="cut">${url}/predict</span>${icon(acts.hasCopied ? "check" : "copy")}
        </button>
        ${figures(state)}
        ${file(state)}
      </div>
    </div>
    <div class="acts">
      <span class="spare-2">${button({ label: own.tries ? t("Close try it") : t("Try it"), icon: "beaker", act: acts.tryIt })}</span>
      ${
        canPause(state)
          ? html`<span class="spare-2">${button({ label: t("Pause"), icon: "debug-pause", isOff: isAway, act: acts.pause })}</span>`
          : nothing
      }
      ${
        canRollBack(state)
          ? html`<span class="spare-1">${button({ label: t("Roll back"), icon: "discard", isOff: isAway, act: acts.rollBack })}</span>`
          : nothing
      }
      ${
        winner === undefined
          ? nothing
          : html`<span class="spare-0">${button({
              label: winner === "" ? t("Promote…") : t("Promote {0}…", shortened(winner, 24)),
              icon: "arrow-up",
              isPrimary: true,
              isOff: isAway,
              act: acts.promote,
            })}</span>`
      }
      <span data-vscode-context=${context}
        >${iconButton("ellipsis", t("More"), (event) => openMenu(event.currentTarget as HTMLElement), { opens: "menu" })}</span
      >
    </div>
  </header>`;
}

/** Of all variants together; the slowest p95 stands for all. */
function figures({ live }: State) {
  const { variants } = live.deployment;
  const answering = variants.filter(({ name, weight }) => weight > 0 || name === live.rollout.control);
  const recent = answering.flatMap((each) => (each.recent && each.recent.perSecond > 0 ? [each.recent] : []));
  const rate = recent.reduce((sum, { perSecond }) => sum + perSecond, 0);
  const p95 = Math.max(...recent.map((each) => each.p95 ?? 0));
  const errors = recent.reduce((sum, { errorRate = 0, perSecond }) => sum + errorRate * perSecond, 0) / rate;
  const up = html`<span class="number figure up" title=${t("Of the gateway's process")}>${t("Up {0}", formatDuration(live.now - live.started))}</span>`;
  if (rate === 0) return html`<span class="figure">${t("No requests just now")}</span>${up}`;
  return html`<span class="number figure">${t("{0} req/s", formatRate(rate))}</span>
    <span class="number figure">p95 <b>${formatMilliseconds(p95)}</b></span>
    <span class="number figure">${t("Errors {0}", formatShare(errors))}</span>
    ${up}`;
}

function file({ live }: State) {
  const { file: path, name } = live.deployment;
  if (path === "") return nothing;
  return html`<button class="link" title=${t("Open the deployment file")} @click=${() => host.command("openDeploymentFile", name)}>
    ${icon("file-code")}<span class="cut">${path}</span>
  </button>`;
}

/** What a promotion would promote; empty: it has to be asked. Undefined: nothing is left to promote. */
function nextOf({ live }: State): string | undefined {
  const { rollout, deployment } = live;
  const [first] = rollout.treatments;
  switch (rollout.kind) {
    case "canary":
      return deployment.phase === "Progressing" || deployment.phase === "Paused" ? first : undefined;
    case "ab":
      return rollout.treatments.length > 0 && deployment.variants.filter(({ weight }) => weight > 0).length > 1
        ? ""
        : undefined;
    case "shadow":
    case "blueGreen":
      return deployment.step === 0 ? first : undefined;
    default:
      return rollout.kind satisfies never;
  }
}

/** Only a canary goes on by itself from step to step. */
function canPause({ live: { rollout, deployment } }: State): boolean {
  return rollout.kind === "canary" && deployment.phase === "Progressing";
}

function canRollBack({ live }: State): boolean {
  const { rollout, deployment } = live;
  return rollout.treatments.length > 0 && deployment.phase !== "Degraded";
}
