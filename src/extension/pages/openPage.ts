import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { type Change, onlyReads, readToHost, type ToHost, type ToPage } from "../../shared/views/page";
import { type Door, Refused } from "../runtime/door";
import type { FolderRuntime } from "../runtime/folderRuntime";
import { answer, type Editor, everything } from "./answer";
import { coloursOf } from "./colours";
import { createLoadWatch } from "./loadWatch";
import type { PageKind } from "./pageKind";
import { pageWords } from "./pageWords";
import { saveFile } from "./saveFile";
import { documentOf } from "./shell";

interface Parts<Params> {
  readonly panel: vscode.WebviewPanel;
  readonly runtime: FolderRuntime;
  readonly params: Params;
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
}

/** One page that is open: hands its questions to the runtime and tells it what changes, while it can be seen. */
export class OpenPage implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  private readonly panel: vscode.WebviewPanel;
  private params: unknown;
  private hasMissed = false;
  private isClosed = false;
  private hasSpoken = false;
  private wasVisible: boolean;
  private since = Date.now();
  private readonly loading = createLoadWatch(() => this.loadAgain());

  constructor(
    private readonly kind: PageKind<unknown>,
    private readonly parts: Parts<unknown>,
  ) {
    const { panel, runtime, context } = parts;
    this.panel = panel;
    this.params = parts.params;
    this.wasVisible = panel.visible;
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [this.files(), vscode.Uri.joinPath(context.extensionUri, "media")],
    };
    const icon = (name: string) => vscode.Uri.joinPath(context.extensionUri, "media", name);
    panel.iconPath = { light: icon("page-light.svg"), dark: icon("page-dark.svg") };
    this.subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => void this.hear(message)), // answers its own failures
      panel.onDidChangeViewState(() => this.seen()),
      runtime.onDidChange((changes) => this.tell(changes)),
      runtime.onDidChangeState(() => this.tellState()),
    ];
    this.load();
    if (panel.visible) this.loading.began();
  }

  reveal(params: unknown): void {
    this.panel.reveal();
    this.params = params;
    this.post({ type: "wish", params });
  }

  dispose(): void {
    this.isClosed = true;
    this.loading.ended();
    for (const each of this.subscriptions) each.dispose();
    this.panel.dispose();
  }

  private files(): vscode.Uri {
    return vscode.Uri.joinPath(this.parts.context.extensionUri, "dist", "webview");
  }

  private load(): void {
    const { webview, title } = this.panel;
    const address = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(this.files(), name)).toString();
    webview.html = documentOf({
      title,
      script: address(`${this.kind.name}.js`),
      sheet: address(`${this.kind.name}.css`),
      source: webview.cspSource,
      nonce: randomBytes(16).toString("base64url"),
      language: vscode.env.language,
    });
  }

  private loadAgain(): void {
    this.parts.log.warn(`${this.kind.name} page: nothing heard from it, so it is loaded again`);
    this.load();
  }

  private async hear(posted: unknown): Promise<void> {
    let message: ToHost;
    try {
      message = readToHost(posted, "message");
    } catch (error) {
      this.parts.log.error(`${this.kind.name} page: ${String(error)}`);
      return;
    }
    switch (message.type) {
      case "ready":
        this.hasSpoken = true;
        this.loading.ended();
        return this.greet();
      case "title":
        this.panel.title = message.title;
        return;
      case "fault":
        this.parts.log.error(`${this.kind.name} page: ${message.message}`);
        return;
      default:
        this.post(await answer(message, () => this.door(message), this.editor()));
    }
  }

  /** Where the folder is not trusted nothing is started and nothing changed. */
  private async door(asked: ToHost): Promise<Door> {
    const isHarmless = vscode.workspace.isTrusted || (asked.type === "route" && onlyReads(asked.method, asked.path));
    const door = isHarmless ? await this.parts.runtime.reader() : undefined;
    if (door === undefined) throw new Refused(403, vscode.l10n.t("This folder is not trusted."));
    return door;
  }

  private editor(): Editor {
    const { runtime, context } = this.parts;
    return {
      // a command learns which folder the page is about, as it does from a tree
      run: async (command, args) => vscode.commands.executeCommand(command, ...args, runtime.folder.uri.toString()),
      colours: (runs) => coloursOf(runs, context.workspaceState),
      copy: async (text) => vscode.env.clipboard.writeText(text),
      save: (name, content) => saveFile(runtime.folder, name, content),
    };
  }

  private greet(): void {
    const { runtime } = this.parts;
    this.post({
      type: "open",
      params: this.params,
      folder: { name: runtime.folder.name, uri: runtime.folder.uri.toString() },
      words: pageWords(),
      locale: vscode.env.language,
      runtime: runtime.state,
    });
  }

  private tell(changes: readonly Change[]): void {
    if (this.panel.visible) this.post({ type: "changed", changes });
    else this.hasMissed = true;
  }

  private seen(): void {
    if (this.panel.visible !== this.wasVisible) {
      this.wasVisible = this.panel.visible;
      // the editor loads a page anew each time it is shown, unless it draws on while it is hidden
      if (this.panel.visible && !(this.kind.keepsDrawing && this.hasSpoken)) this.loading.began();
      else this.loading.ended();
    }
    if (!this.panel.visible || !this.hasMissed) return;
    this.hasMissed = false;
    this.tellState();
    this.post({ type: "changed", changes: everything });
  }

  private tellState(): void {
    const { state } = this.parts.runtime;
    if (state !== "up") this.since = Date.now();
    this.post({ type: "runtime", state, since: this.since });
    if (state === "up") this.tell(everything);
  }

  private post(message: ToPage): void {
    // an answer may come when nobody is there any more; the editor throws then
    if (!this.isClosed) void this.panel.webview.postMessage(message);
  }
}
