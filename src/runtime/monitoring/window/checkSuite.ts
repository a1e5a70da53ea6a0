import type { Frame } from "../../../core/frame/frame";
import { invalid } from "../../../shared/apiError";

/** Says how many expectations of a suite hold. */
export async function checkSuite(
  { name }: { readonly name: string; readonly path: string },
  _frame: Frame,
): Promise<{ failed: number; evaluated: number }> {
  return invalid(`${name}: this version cannot check suites`);
}
