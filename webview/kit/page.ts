import "@vscode/codicons/dist/codicon.css";
import "./kit.css";
import { html, render } from "lit";
import type { Reader } from "../../src/shared/readers";
import type { Opening } from "../../src/shared/views/page";
import { registerControls } from "./controls";
import { connect, host } from "./host";
import { icon } from "./icon";
import { showStrip } from "./strip";
import { t } from "./words";

export interface Page<Params> {
  readonly params: Params;
  readonly folder: Opening["folder"];
  /** Where the page draws itself. */
  readonly root: HTMLElement;
}

/** Opens the page: `draw` is called once, when it is known what the page is about. */
export async function openPage<Params>(read: Reader<Params>, draw: (page: Page<Params>) => void | Promise<void>) {
  registerControls();
  const { params, folder, runtime } = await connect();
  const root = document.getElementById("page") as HTMLElement;
  showStrip(document.getElementById("strip") as HTMLElement, runtime);
  try {
    await draw({ params: read(params, "params"), folder, root });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    host.fault(error instanceof Error ? (error.stack ?? message) : message);
    if (root.childElementCount === 0) render(broken(message), root);
  }
}

/** In place of a page that could not begin. */
function broken(message: string) {
  return html`<div class="error" role="alert">
    ${icon("error")}<span>${t("The page cannot be shown: {0}", message)}
      <button class="link" @click=${() => host.command("showLog")}>${t("Show log")}</button></span>
  </div>`;
}

/** Marks that the page stands with its data, for whoever measures or drives it. */
export function ready(name: string): void {
  if (document.documentElement.dataset.tmReady) return;
  performance.mark("tm-first-paint");
  document.documentElement.dataset.tmReady = name;
}

/** Says something to a screen reader, politely. */
export function say(text: string): void {
  const said = document.getElementById("said");
  if (said && said.textContent !== text) said.textContent = text;
}

/** Runs an act of the page; a failure is said in place rather than lost. */
export function attempt(act: () => Promise<unknown>, failed: (message: string) => void): void {
  act().catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    failed(message);
    host.fault(message);
  });
}
