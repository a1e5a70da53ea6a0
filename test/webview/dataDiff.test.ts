import assert from "node:assert/strict";
import { type Answers, changesOf, customers, diffOf, doorTo, many } from "./dataDiff/scene";
import { expectNames } from "./names";
import { hasStage, openStage, type Stage } from "./stage";

const table = {
  path: "data/customers.csv",
  kind: "modified" as const,
  before: { md5: "c41f".padEnd(32, "0"), size: 198e6 },
  after: { md5: "9b1d".padEnd(32, "0"), size: 212e6 },
};

describe("the page of a data diff", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(function () {
    if (!hasStage()) this.skip();
  });
  afterEach(() => stage?.[Symbol.asyncDispose]());

  const open = async (answers: Answers, more: { kept?: unknown; size?: { width: number; height: number } } = {}) => {
    stage = await openStage({ page: "dataDiff", params: { project: "." }, door: doorTo(answers), ...more });
    await stage.page.locator("html[data-tm-ready=dataDiff]").waitFor();
  };
  const file = (name: string) => stage.page.getByRole("treeitem", { name, exact: false });

  it("tells of a table which rows and columns came, went and moved", async () => {
    await open({ diff: diffOf([table]), table: { diff: customers() } });
    await stage.page
      .getByText("798 rows added, 1,198 removed, 2,802 the same; 1 column added; 1 column changed its type.")
      .waitFor();
    const rows = stage.page.getByRole("table", { name: "Columns" }).getByRole("row");
    const devices = ((await rows.filter({ hasText: "devices" }).textContent()) ?? "").replaceAll(/\s+/g, " ");
    assert.match(devices, /integer → text/);
    assert.match((await rows.filter({ hasText: "bill" }).textContent()) ?? "", /2\.722/);
    assert.equal(await stage.page.getByRole("table").getByText("region").count(), 0, "what is the same is left out");
    await stage.page.getByText("Only what differs (1 do not)").click();
    await stage.page.getByRole("table").getByText("region").waitFor();
    await stage.page.getByRole("button", { name: "Open as text side by side" }).click();
    assert.deepEqual(
      stage.heard.commands.map(({ command, args }) => [command, (args[1] as typeof table).path]),
      [["tidemark.openDataFileDiff", "data/customers.csv"]],
    );
  });

  it("says which version is in no cache, and fetches it", async () => {
    const answers: Answers = { diff: diffOf([table]), table: { missing: ["before"] } };
    await open(answers);
    await stage.page.getByText("The older version is not in the cache.").waitFor();
    answers.table = { diff: customers() };
    await stage.page.getByRole("button", { name: "Fetch" }).click();
    await stage.page.getByText(/rows added/).waitFor();
    assert.equal(stage.heard.commands[0]?.command, "tidemark.fetchDataVersion");
  });

  it("lists a hundred thousand files, draws those that are seen, and is walked by keys", async () => {
    await open({ diff: many(100_000), table: {} });
    await stage.page.getByText("33,334 added").waitFor();
    await file("Folder images, 100,000 files").waitFor();
    await file("Folder test, ").waitFor();
    const tree = stage.page.getByRole("tree", { name: "Files that differ" });
    await tree.focus();
    for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "Enter"])
      await stage.page.keyboard.press(key);
    await stage.page.locator("section.detail").waitFor();
    assert.ok((await stage.page.getByRole("treeitem").count()) < 120);
    await stage.page.keyboard.press("End");
    await file("train").waitFor();
    await stage.page.getByRole("textbox", { name: "Filter files" }).fill("img_099999");
    await file("img_099999.png").waitFor();
    assert.equal(await stage.page.getByRole("treeitem").count(), 2);
    await stage.page.getByRole("textbox", { name: "Filter files" }).fill("no such file");
    await stage.page.getByRole("button", { name: "Clear filters" }).click();
    await file("images").first().waitFor();
  });

  it("takes hostile names as text, and names everything for keys and screen readers", async () => {
    const evil = "data/<img src=x onerror=alert(1)>.txt";
    await open(
      { diff: diffOf([table, ...changesOf([evil, "b.txt"])]), table: { diff: customers() } },
      { kept: { chosen: table.path }, size: { width: 1232, height: 900 } },
    );
    await stage.page.getByText(/rows added/).waitFor();
    await stage.page.getByText("<img src=x onerror=alert(1)>.txt").first().waitFor();
    assert.equal(await stage.page.locator(".files img").count(), 0);
    await expectNames(stage.page);
  });

  it("says when nothing differs", async () => {
    await open({ diff: diffOf([]), table: {} });
    await stage.page.getByText("Nothing differs between the two versions.").waitFor();
  });
});
