import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { get } from "node:http";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import * as vscode from "vscode";
import { formatBytes } from "../../shared/format";
import type { Door } from "../runtime/door";
import type { ArtifactAddress } from "./artifactAddress";
import { routeOfArtifact } from "./artifactStore";

/** Asks where, and writes the file there as it comes: it may be longer than memory. */
export async function saveArtifact({ runtime, run, path }: ArtifactAddress, size: number): Promise<void> {
  const name = basename(path).replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, "-");
  const target = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(runtime.folder.uri, name) });
  if (target === undefined) return;
  const door = await runtime.door();
  const title = vscode.l10n.t("Saving {0} ({1})", name, formatBytes(size));
  await vscode.window.withProgress(
    { location: size > 20_000_000 ? vscode.ProgressLocation.Notification : vscode.ProgressLocation.Window, title },
    async () => copyTo(target.fsPath, door, await routeOfArtifact(door, run, path)),
  );
}

/** Under another name until it is whole. */
async function copyTo(target: string, door: Pick<Door, "url" | "token">, route: string): Promise<void> {
  const half = `${target}.part`;
  try {
    await new Promise<void>((resolve, reject) => {
      const request = get(new URL(route, door.url), { headers: { authorization: `Bearer ${door.token}` } }, (reply) => {
        if (reply.statusCode !== 200) {
          reply.resume();
          reject(new Error(`${route}: ${reply.statusCode}`));
          return;
        }
        pipeline(reply, createWriteStream(half)).then(resolve, reject);
      });
      request.once("error", reject);
    });
    await rename(half, target);
  } catch (error) {
    await rm(half, { force: true });
    throw error;
  }
}
