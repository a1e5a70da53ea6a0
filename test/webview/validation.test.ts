import assert from "node:assert/strict";
import { propose } from "../../src/core/expectations/propose/propose";
import { suiteOf } from "../../src/core/expectations/suite";
import { validate } from "../../src/core/expectations/validate";
import { columnOfValues } from "../../src/core/frame/columnOfValues";
import type { Frame } from "../../src/core/frame/frame";
import { type Door, Refused } from "../../src/extension/runtime/door";
import { expectNames } from "./names";
import { hasStage, openStage, type Stage, type StageOptions } from "./stage";

const people: Frame = {
  rows: 6,
  columns: [
    columnOfValues("age", [34, 51, 17, 28, 140, 40]),
    columnOfValues("city", ["Berlin", "Paris", "<img src=x onerror=alert(1)>", "Rome", null, "Paris"]),
  ],
};
const suite = {
  name: "people",
  expectations: [
    { type: "expect_table_row_count_to_equal", kwargs: { value: 6 } },
    { type: "expect_column_values_to_be_between", kwargs: { column: "age", min_value: 18, max_value: 99 } },
    { type: "expect_column_values_to_be_in_set", kwargs: { column: "city", value_set: ["Berlin", "Paris", "Rome"] } },
    { type: "expect_column_mean_to_be_between", kwargs: { column: "city", min_value: 1 } },
    { type: "expect_column_values_to_not_be_null", kwargs: { column: "age" } },
  ],
};

/** Answers as the runtime does, of a table in memory. */
function answer(body: unknown): unknown {
  const asked = body as { data: string; suite?: unknown; propose?: boolean };
  if (asked.data === "gone.csv") throw new Refused(404, "File 'gone.csv' does not exist");
  if (asked.propose) return plain(propose(people, "people"));
  const own = typeof asked.suite === "string" ? suite : asked.suite;
  const data = { name: asked.data, rows: people.rows, columns: people.columns.length };
  return plain({ ...validate(people, suiteOf(own, "suite")), suite: "suite", data, at: 0, took_ms: 4 });
}

const door: Door = {
  url: "http://127.0.0.1",
  token: "",
  get: async (path) => Promise.reject(new Refused(404, `${path} does not exist`)),
  post: async (_, body, read) => read(answer(body), "answer"),
  bytes: async (_method, _path, body) => new TextEncoder().encode(JSON.stringify(answer(body))),
  follow: async () => undefined,
  close: () => undefined,
};

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("the page of a validation", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(function () {
    if (!hasStage()) this.skip();
  });
  afterEach(async function () {
    if (process.env.TIDEMARK_PICTURES)
      await stage?.picture(`${process.env.TIDEMARK_PICTURES}/${this.currentTest?.title}.png`);
    await stage?.[Symbol.asyncDispose]();
  });
  const open = async (params: object, more: Partial<StageOptions> = {}) => {
    stage = await openStage({ page: "validation", params, door, size: { width: 1232, height: 760 }, ...more });
    await stage.page.locator("html[data-tm-ready=validation]").waitFor();
  };
  const rows = () => stage.page.getByRole("grid", { name: "Results" }).locator("tbody tr");

  it("says how many expectations failed, and shows these first", async () => {
    await open({ data: "people.csv", suite: "people.json" });
    await stage.page.locator("p.verdict", { hasText: "3 of 5 expectations do not hold for people.csv." }).waitFor();
    const texts = (await rows().allTextContents()).map((each) => each.replaceAll(/\s+/g, " ").trim());
    assert.equal(texts.length, 5);
    assert.ok(
      texts.slice(0, 3).every((each) => each.startsWith("failed")),
      texts.join("\n"),
    );
    assert.match(texts[0] ?? "", /age.*values are between 18 and 99.*2 rows of 6 do not hold/);
    assert.match(texts[2] ?? "", /can only concatenate str/);
    await expectNames(stage.page);
    assert.deepEqual(stage.heard.troubles, []);
  });

  it("names unexpected values as text, with rows that open the data", async () => {
    await open({ data: "people.csv", suite: "people.json" });
    await rows().nth(1).click();
    const detail = stage.page.getByRole("complementary", { name: "Result" });
    await detail.getByText("<img src=x onerror=alert(1)>").waitFor();
    await detail.getByRole("button", { name: "3", exact: true }).click();
    await stage.page.waitForTimeout(50);
    assert.deepEqual(stage.heard.commands, [{ command: "tidemark.openTableRow", args: ["people.csv", 2] }]);
  });

  it("finds by column or words, and goes on with the arrows", async () => {
    await open({ data: "people.csv", suite: "people.json" });
    await rows().first().focus();
    await stage.page.keyboard.press("ArrowDown");
    await stage.page.locator("tr[aria-selected=true]", { hasText: "city" }).waitFor();
    await stage.page.getByRole("textbox", { name: "Search" }).fill("rows");
    await stage.page.waitForFunction(() => document.querySelectorAll(".results tbody tr").length < 5);
  });

  it("proposes a suite that holds, and offers to save it", async () => {
    await open({ data: "people.csv", propose: true }, { theme: "light" });
    await stage.page.locator("p.verdict", { hasText: "is as the suite says" }).waitFor();
    await stage.page.getByRole("button", { name: "Save suite" }).click();
    await stage.page.waitForTimeout(50);
    assert.equal(stage.heard.saved[0]?.name, "people.suite.json");
  });

  it("says in one line what cannot be validated", async () => {
    await open({ data: "gone.csv", suite: "people.json" });
    await stage.page.getByRole("alert").getByText("File 'gone.csv' does not exist").waitFor();
  });
});
