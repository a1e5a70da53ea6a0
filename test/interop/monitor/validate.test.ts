import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalog } from "../../../src/core/expectations/catalog";
import { suiteOf } from "../../../src/core/expectations/suite";
import { validateTable } from "../../../src/runtime/monitoring/validation/validateWork";
import { ApiError } from "../../../src/shared/apiError";
import type { ExpectationConfig, ExpectationResult } from "../../../src/shared/validation";
import { rootAbove } from "../../cli/tidemark";
import { differenceOf, hasRaised, type Theirs } from "./compareResults";
import { type Peer, startPeer } from "./peer";

const path = join(rootAbove(__dirname), "test/fixtures/validation/cases.json");
const cases = JSON.parse(readFileSync(path, "utf8")) as Record<string, ExpectationConfig[]>;
/** Named by Great Expectations 1.24 with nothing behind them: it refuses them itself. */
const unmade = Object.keys(catalog).filter((type) => catalog[type]?.isLoose);

describe("expectations against Great Expectations", function () {
  this.timeout(240_000);
  let peer: Peer;
  const theirs = new Map<string, Theirs[]>();

  before(async function () {
    peer = await startPeer(this);
    await peer.call("validationTables", "write", peer.home);
    const asked = Object.entries(cases).map(([table, expectations]) => ({
      path: join(peer.home, table),
      expectations,
    }));
    const answers = await peer.call<Theirs[][]>("validation", "results", asked);
    for (const [i, table] of Object.keys(cases).entries()) theirs.set(table, answers[i] ?? []);
  });
  after(() => peer?.stop());

  it("asks every expectation of the core", () => {
    const asked = new Set(Object.values(cases).flatMap((all) => all.map(({ type }) => type)));
    const left = Object.keys(catalog).filter((type) => !asked.has(type) && !unmade.includes(type));
    assert.deepEqual(left, []);
    assert.equal(Object.keys(catalog).filter((type) => asked.has(type)).length, 59);
  });

  for (const table of Object.keys(cases))
    it(`finds in ${table} what Great Expectations finds`, async () => {
      const odd: string[] = [];
      for (const [i, config] of (cases[table] ?? []).entries()) {
        const difference = await against(theirs.get(table)?.[i] as Theirs, config, join(peer.home, table));
        if (difference !== undefined) odd.push(`${config.type} ${JSON.stringify(config.kwargs)}: ${difference}`);
      }
      assert.deepEqual(odd, []);
    });
});

async function against(theirs: Theirs, config: ExpectationConfig, data: string): Promise<string | undefined> {
  const ours = await ask(config, data);
  if (typeof ours === "string") return "refused" in theirs ? undefined : `refused: ${ours}`;
  if ("refused" in theirs) return `not refused, as theirs: ${theirs.refused}`;
  if (hasRaised(theirs) !== ours.exception_info.raised_exception)
    return `raised ${ours.exception_info.exception_message}, theirs ${JSON.stringify(theirs.exception_info).slice(0, 300)}`;
  if (ours.success !== theirs.success) return `success ${ours.success}`;
  return differenceOf(ours.result, theirs.result);
}

/** The result, or why the suite is refused. */
async function ask(config: ExpectationConfig, data: string): Promise<ExpectationResult | string> {
  const document = { name: "one", expectations: [config] };
  try {
    suiteOf(document, "suite");
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
  const { report } = await validateTable({ suite: { name: "suite", document }, data: { name: data, path: data } });
  return JSON.parse(JSON.stringify(report.results[0])) as ExpectationResult;
}
