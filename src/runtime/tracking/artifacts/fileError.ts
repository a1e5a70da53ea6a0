import { ApiError } from "../../../shared/apiError";

/** What the file system said, in words that a caller can act on. Anything unexpected is thrown as it came. */
export function explainFileError(error: unknown, path: string): never {
  const code = codeOf(error);
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      throw new ApiError("DISK_FULL", `No space left on the disk for artifact '${path}'; nothing of it was kept`);
    case "ENAMETOOLONG":
      throw new ApiError("INVALID_PARAMETER_VALUE", `path: '${path.slice(0, 200)}' is too long for this disk`);
    case "ENOTDIR":
      throw new ApiError("INVALID_PARAMETER_VALUE", `path: a part of '${path}' is a file, not a folder`);
    case "EISDIR":
    case "ENOTEMPTY":
    case "EEXIST":
      throw new ApiError("INVALID_PARAMETER_VALUE", `path: '${path}' is a folder, not a file`);
    case "ELOOP":
      throw new ApiError("INVALID_PARAMETER_VALUE", `path: '${path}' is a link`);
    case "ENOENT":
      throw new ApiError("RESOURCE_DOES_NOT_EXIST", `No such artifact: '${path}'`);
    case "EACCES":
    case "EPERM":
    case "EROFS":
      throw new ApiError(
        "PERMISSION_DENIED",
        `The disk refuses artifact '${path}' (${code}): is the folder read-only?`,
      );
    default:
      throw error;
  }
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
