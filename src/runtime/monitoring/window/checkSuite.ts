import type { Asked } from "../../../core/expectations/suite";
import { validate } from "../../../core/expectations/validate";
import type { Frame } from "../../../core/frame/frame";
import { openSuite } from "../validation/openSuite";

/**
 * Says how many expectations of a suite hold. Of no rows only their number is told: undefined where that is as expected, and more was
 * to be known.
 */
export async function checkSuite(
  source: { readonly name: string; readonly path: string },
  frame: Frame,
): Promise<{ failed: number; evaluated: number } | undefined> {
  const suite = await openSuite(source);
  const asked = frame.rows > 0 ? suite.asked : suite.asked.filter(isOfRowCount);
  const { unsuccessful_expectations: failed, evaluated_expectations: evaluated } = validate(frame, {
    ...suite,
    asked,
  }).report.statistics;
  return failed > 0 || evaluated === suite.asked.length ? { failed, evaluated } : undefined;
}

/** Of the whole table: a condition needs the columns, which no rows may not have. */
function isOfRowCount({ config, kwargs }: Asked): boolean {
  return config.type.startsWith("expect_table_row_count_to_") && (kwargs.any("row_condition") ?? null) === null;
}
