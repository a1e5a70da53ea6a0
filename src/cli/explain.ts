import { ApiError } from "../shared/apiError";
import { escapeControls } from "../shared/quoteName";
import { UsageError } from "./args";
import type { Output } from "./output";

/** The one line that a person reads, and the exit code. */
export function explain(error: unknown, out: Output, isVerbose = false): number {
  const message = error instanceof Error ? error.message : String(error);
  const isExpected = error instanceof UsageError || error instanceof ApiError || isSystemError(error);
  out.note(`tidemark: ${escapeControls(message.replaceAll(/\s*\n\s*/g, " "))}${adviceFor(error)}`);
  if (!isExpected && error instanceof Error && (isVerbose || process.env.TIDEMARK_DEBUG)) out.note(error.stack ?? "");
  return 2;
}

/** A workspace that may not be written to is the one refusal of the system that everybody meets once. */
function adviceFor(error: unknown): string {
  if (!isSystemError(error)) return "";
  const { code, path } = error;
  const isRefused = code === "EACCES" || code === "EROFS" || code === "EPERM";
  return isRefused && path?.includes(".tidemark")
    ? "; runs cannot be kept in this folder: --workspace DIR names another"
    : "";
}

/** Node's own for files and sockets: its message names the call and the path. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
