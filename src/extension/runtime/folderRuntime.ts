import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { type Change, type RuntimeState, readChanges } from "../../shared/views/page";
import type { Door } from "./door";
import { type LockState, lockState } from "./lockState";
import { type Reservation, remember, reserve } from "./reservation";
import { forkRuntime, joinRuntime } from "./startRuntime";

export type { Change, RuntimeState };

/** Milliseconds between attempts to get back a runtime that died. */
const pauses = [200, 500, 1000, 2000, 5000];

/** One workspace folder's runtime, as this window sees it. Starts no process until somebody asks for its door. */
export class FolderRuntime implements vscode.Disposable {
  private readonly stateChanged = new vscode.EventEmitter<RuntimeState>();
  private readonly changed = new vscode.EventEmitter<readonly Change[]>();
  readonly onDidChangeState = this.stateChanged.event;
  readonly onDidChange = this.changed.event;
  private current: RuntimeState = "idle";
  private opening: Promise<Door> | undefined;
  private reserved: Promise<Reservation> | undefined;
  private disposed = false;
  private why: string | undefined;

  constructor(
    readonly folder: vscode.WorkspaceFolder,
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get state(): RuntimeState {
    return this.current;
  }

  /** Why it could not start, in its own words. */
  get failure(): string | undefined {
    return this.is("failed") ? this.why : undefined;
  }

  get path(): string {
    return this.folder.uri.fsPath;
  }

  /** Where it answers or will answer. */
  reservation(): Promise<Reservation> {
    this.reserved ??= reserve(this.path, this.context.workspaceState);
    return this.reserved;
  }

  /** Joins the folder's runtime, or starts it. */
  door(): Promise<Door> {
    return this.opening ?? this.hold(this.open());
  }

  /** To look only: where the folder is not trusted nothing is started, and there may be none. */
  reader(): Promise<Door | undefined> {
    return vscode.workspace.isTrusted ? this.door() : this.joined();
  }

  /** A door only if a runtime runs already. */
  async joined(): Promise<Door | undefined> {
    if (this.opening) return this.opening;
    const door = await joinRuntime(this.path);
    if (door === undefined) return undefined;
    if (this.opening === undefined) return this.hold(this.use(door));
    door.close(); // somebody asked for one while we looked
    return this.opening;
  }

  async restart(): Promise<void> {
    const door = await this.joined();
    if (door) {
      await this.close();
      try {
        await door.post("/api/tidemark/v1/stop", {}, () => undefined);
      } finally {
        door.close();
      }
      await this.untilGone();
    }
    await this.door();
  }

  async close(): Promise<void> {
    const opening = this.opening;
    this.opening = undefined;
    try {
      (await opening)?.close();
    } catch {
      // it did not open, so there is nothing to close
    }
  }

  dispose(): void {
    this.disposed = true;
    void this.close(); // closes sockets only; nobody waits for that
    this.stateChanged.dispose();
    this.changed.dispose();
  }

  private hold(opening: Promise<Door>): Promise<Door> {
    this.opening = opening;
    opening.catch(() => {
      if (this.opening === opening) this.opening = undefined;
    });
    return opening;
  }

  private async open(): Promise<Door> {
    if (!vscode.workspace.isTrusted) throw new Error(vscode.l10n.t("This folder is not trusted."));
    this.enter("starting");
    try {
      return await this.use((await joinRuntime(this.path)) ?? (await this.fork()));
    } catch (error) {
      this.why = error instanceof Error ? error.message : String(error);
      this.enter("failed");
      await this.logFailure(error);
      throw error;
    }
  }

  private async fork(): Promise<Door> {
    const { port, token } = await this.reservation();
    const settings = vscode.workspace.getConfiguration("tidemark", this.folder);
    const began = Date.now();
    const door = await forkRuntime({
      script: join(this.context.extensionPath, "dist", "runtime.js"),
      folder: this.path,
      port,
      token,
      alsoPort: settings.get("runtime.answerOnPort5000", true) ? 5000 : undefined,
      idleMinutes: settings.get("runtime.idleMinutes", 15),
      output: this.outputFile,
    });
    this.log.info(`${this.folder.name}: runtime started in ${Date.now() - began} ms at ${door.url}`);
    return door;
  }

  private async use(door: Door): Promise<Door> {
    await door.follow(
      (data) => this.changed.fire(readChanges(data, "events")),
      () => void this.reconnect(), // tells of its own failures
    );
    const actual = { port: Number(new URL(door.url).port), token: door.token };
    this.reserved = remember(this.path, this.context.workspaceState, actual);
    await this.reserved;
    this.log.info(`${this.folder.name}: following ${door.url}`);
    this.enter("up");
    return door;
  }

  /** A runtime that was stopped on purpose takes its lock away as the last thing it does; one that died left it. */
  private async reconnect(): Promise<void> {
    await this.close();
    if (this.disposed) return;
    this.enter("away");
    for (const pause of pauses) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (this.disposed || !this.is("away")) return;
      try {
        if (await this.joined()) return;
        const lock = await this.lock();
        if (lock === "held" && pause !== pauses.at(-1)) continue; // it is still ending, or answers again soon
        if (lock === "free" || !vscode.workspace.isTrusted) {
          this.log.info(`${this.folder.name}: the runtime was stopped`);
          return this.enter("stopped");
        }
        this.log.warn(`${this.folder.name}: the runtime died and is started again`);
        await this.door();
        return;
      } catch (error) {
        this.log.warn(`${this.folder.name}: ${String(error)}`);
        if (this.is("failed")) this.enter("away");
      }
    }
    this.enter("failed");
  }

  private lock(): Promise<LockState> {
    return lockState(this.path);
  }

  private async untilGone(): Promise<void> {
    for (let i = 0; i < 100 && (await this.lock()) !== "free"; i++)
      await new Promise((resolve) => setTimeout(resolve, 50));
  }

  private get outputFile(): string {
    return join(this.context.logUri.fsPath, `${this.folder.name}.runtime.txt`);
  }

  private async logFailure(error: unknown): Promise<void> {
    const said = await readFile(this.outputFile, "utf8").catch(() => "");
    this.log.error(`${this.folder.name}: the runtime could not start: ${String(error)}\n${said.slice(-4000)}`);
  }

  private is(state: RuntimeState): boolean {
    return this.current === state;
  }

  private enter(state: RuntimeState): void {
    if (this.disposed || this.current === state) return;
    this.current = state;
    this.stateChanged.fire(state);
  }
}
