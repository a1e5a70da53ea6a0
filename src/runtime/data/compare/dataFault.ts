import { type ApiError, FileError } from "../../../shared/apiError";
import type { DataFault } from "../../../shared/data";

/** What those who show the project are told. */
export function dataFault(error: ApiError): DataFault {
  if (!(error instanceof FileError)) return { message: error.message };
  const { message, file, place } = error;
  return { message, file, ...(place && { line: place.line }) };
}
