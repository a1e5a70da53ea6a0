import { rmSync } from "node:fs";
import { ApiError } from "../../../shared/apiError";
import type { Git } from "./git";

const tries = 10;

/** Git reads all work trees to add one, and fails where another one is half made or half gone. Then it is tried again. */
export async function addWorktree(git: Git, place: string, commit: string): Promise<void> {
  for (let left = tries; ; left--) {
    try {
      await git.run(["worktree", "add", "-q", "--detach", "--no-checkout", place, commit]);
      return;
    } catch (thrown) {
      if (left === 1 || !(thrown instanceof ApiError) || !/[\\/]worktrees[\\/]/.test(thrown.message)) throw thrown;
      rmSync(place, { recursive: true, force: true });
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 100));
    }
  }
}
