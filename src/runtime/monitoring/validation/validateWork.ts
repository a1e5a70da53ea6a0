import { columnsOf } from "../../../core/expectations/suite";
import { validate } from "../../../core/expectations/validate";
import type { ValidationDocument } from "../../../shared/validation";
import { readNamedFrame } from "../../kernel/frames/readNamedFrame";
import type { TableFile } from "../drift/driftWork";
import { openSuite, type SuiteSource } from "./openSuite";

export interface ValidateTask {
  readonly suite: SuiteSource;
  readonly data: TableFile;
}

/** Reads a suite and the columns that it needs of a table, and asks. */
export async function validateTable({ suite: source, data }: ValidateTask): Promise<ValidationDocument> {
  const began = performance.now();
  const suite = await openSuite(source);
  let names: readonly string[] | undefined;
  const wanted = columnsOf(suite);
  const frame = await readNamedFrame(data.path, data.name, {
    columns: (all): readonly string[] => {
      names = all;
      const needed = wanted.filter((each) => all.includes(each));
      return needed.length > 0 ? needed : all.slice(0, 1);
    },
  });
  const { report, lines } = validate(frame, suite, names);
  return {
    report,
    lines,
    suite: source.name,
    data: { name: data.name, rows: frame.rows, columns: names?.length ?? frame.columns.length },
    at: Date.now(),
    took_ms: Math.round(performance.now() - began),
  };
}
