import "@vscode/codicons/dist/codicon.css";
import "./kit.css";
import type { Reader } from "../../src/shared/readers";
import type { Opening } from "../../src/shared/views/page";
import { registerControls } from "./controls";
import { connect, host } from "./host";
import { showStrip } from "./strip";

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
  await draw({ params: read(params, "params"), folder, root });
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
