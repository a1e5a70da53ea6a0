import type { ExpectationResult, ResultLine, ValidationReport } from "../../shared/validation";
import type { Frame } from "../frame/frame";
import { rowsWhere } from "./conditions/evaluate";
import { readRowCondition } from "./conditions/rowCondition";
import { type Domain, wholeTable } from "./domain";
import { lineOf } from "./lines";
import { type Outcome, Unable, unable } from "./outcome";
import type { Asked, Suite } from "./suite";

export interface Validated {
  readonly report: ValidationReport;
  /** A line a result. */
  readonly lines: readonly ResultLine[];
}

/** Asks a table all that its suite expects, in the suite's order. `names` are of all columns where not all were read. */
export function validate(
  frame: Frame,
  { file, asked }: Suite,
  names: readonly string[] = frame.columns.map((each) => each.name),
): Validated {
  const whole = wholeTable(frame, names);
  const domains = new Map<string, Domain>();
  const results: ExpectationResult[] = [];
  const lines: ResultLine[] = [];
  for (const each of asked) {
    const { result, outcome } = ask(each, whole, domains);
    results.push(result);
    lines.push(lineOf(result, outcome));
  }
  const successful = results.filter((each) => each.success).length;
  const report: ValidationReport = {
    success: successful === results.length,
    suite_name: file.name,
    statistics: {
      evaluated_expectations: results.length,
      successful_expectations: successful,
      unsuccessful_expectations: results.length - successful,
      success_percent: results.length === 0 ? null : (successful / results.length) * 100,
    },
    results,
  };
  return { report, lines };
}

function ask(
  asked: Asked,
  whole: Domain,
  domains: Map<string, Domain>,
): { result: ExpectationResult; outcome: Outcome } {
  const { config, expectation, kwargs, parameter } = asked;
  try {
    if (parameter !== undefined) unable(`the suite's parameter $${parameter} has no value here`);
    const outcome = expectation.run(domainOf(asked, whole, domains), kwargs);
    const { success, result } = outcome;
    const none = { raised_exception: false, exception_message: null };
    return { result: { success, expectation_config: config, result, exception_info: none }, outcome };
  } catch (error) {
    if (!(error instanceof Unable)) throw error;
    const raised = { raised_exception: true, exception_message: error.message };
    const outcome: Outcome = { success: false, result: {} };
    return { result: { success: false, expectation_config: config, result: {}, exception_info: raised }, outcome };
  }
}

/** Rows that a condition keeps are found once for all expectations that have it. */
function domainOf({ kwargs }: Asked, whole: Domain, domains: Map<string, Domain>): Domain {
  const [condition, parser] = [kwargs.any("row_condition"), kwargs.any("condition_parser")];
  const key = JSON.stringify([condition, parser]);
  const known = domains.get(key);
  if (known) return known;
  const node = readRowCondition(condition, parser);
  const domain = node === undefined ? whole : { ...whole, rows: rowsWhere(whole.frame, node), present: new Map() };
  domains.set(key, domain);
  return domain;
}
