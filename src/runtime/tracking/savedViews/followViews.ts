import { join } from "node:path";
import type { Kernel } from "../../kernel/kernel";
import { sharedFile } from "../../kernel/sharedFile";
import { type Watch, watchPath } from "../../kernel/watch";

/** Tells the windows when somebody edits the file by hand, or fetches another one. */
export function followViews({ events, places }: Pick<Kernel, "events" | "places">): Watch {
  const path = join(places.workspace, sharedFile);
  // the file may come later, so its folder is watched, for it alone
  return watchPath(places.workspace, { depth: 0, wants: (each) => each === path }, (_seen, each) => {
    if (each === path) events.emit({ kind: "views", id: "" });
  });
}
