/** What went wrong, in the words that MLflow's clients know. */
export type ErrorCode = keyof typeof statusOf;

const statusOf = {
  BAD_REQUEST: 400,
  INVALID_PARAMETER_VALUE: 400,
  INVALID_STATE: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  RESOURCE_CONFLICT: 409,
  REQUEST_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503,
  DISK_FULL: 507,
} as const;

export function isErrorCode(word: string): word is ErrorCode {
  return Object.hasOwn(statusOf, word);
}

/** An error that a caller can act on. Anything else thrown is a bug. */
export class ApiError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** Of the HTTP answer, where the error has some: `Allow`, `WWW-Authenticate`. */
    readonly headers?: Readonly<Record<string, string>>,
  ) {
    super(message);
    this.name = "ApiError";
  }
  get status(): number {
    return statusOf[this.code];
  }
}

/** A file of somebody's that does not read, and where: `raw.dvc:2:8: …`. */
export class FileError extends ApiError {
  constructor(
    readonly file: string,
    /** From 1; undefined where the file as a whole is meant. */
    readonly place: { readonly line: number; readonly column?: number } | undefined,
    /** Without the place. */
    readonly what: string,
  ) {
    super("INVALID_PARAMETER_VALUE", `${[file, place?.line, place?.column].filter(Boolean).join(":")}: ${what}`);
  }
}

export function notFound(what: string): never {
  throw new ApiError("RESOURCE_DOES_NOT_EXIST", `${what} does not exist`);
}

export function invalid(message: string): never {
  throw new ApiError("INVALID_PARAMETER_VALUE", message);
}
