import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { validateTable } from "../../runtime/monitoring/validation/validateWork";
import { UsageError } from "../args";
import type { Output } from "../output";
import { defineVerb } from "../verb";
import { tableFile } from "./tableFile";
import { printValidation } from "./validateText";

export const validate = defineVerb({
  usage: "--suite S --data D [--html FILE] [--output FILE] | --init --data D [--suite OUT]",
  about: `Whether a table is as a suite of expectations says. S is a suite as Great Expectations 1.x saves it (its
gx/expectations/*.json); D is CSV, TSV, JSON lines or parquet.

All expectations of Great Expectations' core are known, with its kwargs (mostly, row_condition with the pandas parser,
…) and its results. What cannot be computed fails, says why, and holds up none of the others. A suite that names an
expectation or a kwarg that there is not is refused whole.

Examples:
  tidemark validate --suite gx/expectations/customers.json --data data/customers.csv
  tidemark validate --suite customers.json --data today.parquet --html report.html
  tidemark validate --init --data data/customers.csv --suite customers.json

--init proposes a suite that the table itself passes: types, missing values, ranges, sets of values, patterns, rows.
The exit code is 0 when all expectations hold and 1 when one does not; a suite or table that does not read is 2.`,
  options: {
    suite: { kind: "text", value: "S", help: "the suite; with --init where the new one goes (else it is printed)" },
    data: { kind: "text", value: "D", help: "the table" },
    init: { kind: "flag", help: "propose a suite from the table" },
    html: { kind: "text", value: "FILE", help: "write a report for a browser there" },
    output: { kind: "text", value: "FILE", help: "write the results with what a page shows there, as JSON" },
  },
  async run({ workspace, options, out, json, door }) {
    const { suite, data, html, output } = options;
    if (data === undefined) throw new UsageError("--data: name the table");
    const table = await tableFile({ workspace, door }, data);
    if (options.init) {
      if (html !== undefined || output !== undefined)
        throw new UsageError("--init proposes a suite and validates nothing: take out --html and --output");
      const { proposeSuite } = await import("../../runtime/monitoring/validation/proposeWork");
      return writeSuite(
        out,
        await proposeSuite({ data: table }),
        suite && { name: suite, path: resolve(workspace, suite) },
        json,
      );
    }
    if (suite === undefined)
      throw new UsageError("--suite: name the suite of expectations, or propose one with --init");
    const document = await validateTable({ suite: { name: suite, path: resolve(workspace, suite) }, data: table });
    if (output !== undefined) write(resolve(workspace, output), `${JSON.stringify(document)}\n`);
    if (html !== undefined) {
      const { validationHtml } = await import("../../core/expectations/validationHtml");
      write(resolve(workspace, html), validationHtml(document));
    }
    if (json) out.document(document.report);
    else printValidation(out, document);
    return document.report.success ? 0 : 1;
  },
});

function writeSuite(
  out: Output,
  suite: { readonly expectations: readonly unknown[] },
  to: { readonly name: string; readonly path: string } | "" | undefined,
  json: boolean,
): number {
  const text = JSON.stringify(suite, undefined, 2);
  if (to) {
    write(to.path, `${text}\n`);
    out.note(`${to.name}: ${suite.expectations.length} expectations; look at them before you rely on them`);
  }
  if (json) out.document(suite);
  else if (!to) out.print(text);
  return 0;
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`${path}: cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
