import { validate } from "../../../core/expectations/validate";
import type { Frame } from "../../../core/frame/frame";
import { openSuite } from "../validation/openSuite";

/** Says how many expectations of a suite hold. */
export async function checkSuite(
  source: { readonly name: string; readonly path: string },
  frame: Frame,
): Promise<{ failed: number; evaluated: number }> {
  const { unsuccessful_expectations: failed, evaluated_expectations: evaluated } = validate(
    frame,
    await openSuite(source),
  ).report.statistics;
  return { failed, evaluated };
}
