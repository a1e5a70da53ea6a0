import { ApiError } from "../../shared/apiError";
import type { Call } from "../verb";

/** Says what was done, or, where a gate said no, why not: that is an answer (1) and no bad input (2). */
export async function gated<T extends object>(
  { json, out }: Pick<Call, "json" | "out">,
  act: () => Promise<T>,
  inWords: (done: T) => string,
): Promise<number> {
  try {
    const done = await act();
    if (json) out.document(done);
    else out.print(inWords(done));
    return 0;
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "PERMISSION_DENIED")) throw error;
    if (json) out.document({ refused: error.message });
    out.note(`tidemark: ${error.message}`);
    return 1;
  }
}
