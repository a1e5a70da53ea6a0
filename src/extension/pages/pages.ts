import * as vscode from "vscode";
import { object, type Reader, string } from "../../shared/readers";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { OpenPage } from "./openPage";
import type { PageKind } from "./pageKind";

/** What a page keeps of itself over a restart of the editor: `kept` is the page's own. */
const readState = object<{ folder: string; params: unknown }>({
  folder: string,
  params: ((value) => value) as Reader<unknown>,
});

/** The pages of this window: opens them, finds again what is open, brings back what was open before a restart. */
export class Pages implements vscode.Disposable {
  private readonly open = new Map<string, OpenPage>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly runtimes: Runtimes,
    private readonly log: vscode.LogOutputChannel,
    kinds: readonly PageKind<unknown>[],
  ) {
    this.subscriptions = kinds.map((kind) =>
      vscode.window.registerWebviewPanelSerializer(typeOf(kind), {
        deserializeWebviewPanel: async (panel, state: unknown) => this.bringBack(kind, panel, state),
      }),
    );
  }

  /** Shows the page: the one that is open already, or a new one in the active group. */
  show<Params>(kind: PageKind<Params>, runtime: FolderRuntime, params: Params): void {
    const key = keyOf(kind, runtime, params);
    const found = this.open.get(key);
    if (found) {
      found.reveal(params);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      typeOf(kind),
      kind.title(params),
      { viewColumn: vscode.ViewColumn.Active },
      { retainContextWhenHidden: kind.keepsDrawing ?? false },
    );
    this.adopt(kind, panel, runtime, params);
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
    for (const page of this.open.values()) page.dispose();
  }

  private bringBack<Params>(kind: PageKind<Params>, panel: vscode.WebviewPanel, state: unknown): void {
    try {
      const { folder, params } = readState(state, "state");
      const runtime = this.runtimes.all().find((each) => each.folder.uri.toString() === folder);
      if (runtime === undefined) throw new Error(`${folder} is not open`);
      this.adopt(kind, panel, runtime, kind.readParams(params, "params"));
    } catch (error) {
      this.log.warn(`a ${kind.name} page could not be brought back: ${String(error)}`);
      panel.dispose();
    }
  }

  private adopt<Params>(
    kind: PageKind<Params>,
    panel: vscode.WebviewPanel,
    runtime: FolderRuntime,
    params: Params,
  ): void {
    const key = keyOf(kind, runtime, params);
    const page = new OpenPage(kind, { panel, runtime, params, context: this.context, log: this.log });
    this.open.set(key, page);
    panel.onDidDispose(() => {
      if (this.open.get(key) === page) this.open.delete(key);
      page.dispose();
    });
  }
}

function typeOf({ name }: PageKind<unknown>): string {
  return `tidemark.${name}`;
}

function keyOf<Params>(kind: PageKind<Params>, runtime: FolderRuntime, params: Params): string {
  return `${kind.name} ${runtime.folder.uri} ${kind.identity(params)}`;
}
