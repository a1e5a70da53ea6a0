import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { type Ended, temporaryWorkspace, tidemark, type Up, up } from "./command";

const model = "customer-churn";

interface Shown {
  readonly versions: { readonly version: string; readonly current_stage: string; readonly approval: unknown }[];
  readonly aliases: Readonly<Record<string, string>>;
}

describe("the registry on the command line", () => {
  const workspace = temporaryWorkspace();
  const rules = join(workspace.path, "tidemark.yaml");
  const ask = (...words: string[]) => tidemark(workspace.path, "registry", ...words);
  const json = async <T>(...words: string[]) => JSON.parse(done(await ask(...words, "--json"))) as T;
  const stages = async () =>
    (await json<Shown>("show", model)).versions.map(({ version, current_stage }) => `${version} ${current_stage}`);
  let runtime: Up;

  before(async () => {
    runtime = await up(workspace.path);
    const post = (path: string, body: object) =>
      fetch(`${runtime.url}/api/2.0/mlflow/${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${runtime.token}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    await post("registered-models/create", { name: model });
    for (let i = 0; i < 3; i++) await post("model-versions/create", { name: model, source: "s3://bucket/model" });
  });
  afterEach(() => rmSync(rules, { force: true }));
  after(async () => {
    await runtime.stop();
    workspace.remove();
  });

  it("promotes, moves the alias along, and rolls back with it", async () => {
    done(await ask("promote", model, "1", "--to", "Production", "--alias", "champion"));
    const moved = done(await ask("promote", model, "v2", "--to", "Production", "--alias", "@champion"));
    assert.equal(moved, `${model} version 2 is in Production; aliases: champion; archived: 1\n`);
    assert.match(
      done(await ask("rollback", model, "--comment", "too slow")),
      /version 1 is in Production.*archived: 2/,
    );
    assert.deepEqual(await stages(), ["3 None", "2 Archived", "1 Production"]);
    assert.equal((await json<Shown>("show", model)).aliases.champion, "1");
    const { stderr, code } = await ask("rollback", model);
    assert.equal(code, 2);
    assert.match(stderr, /no earlier version of Production/);
  });

  it("sets an alias, moves it by another's name, takes it away, and keeps account of it", async () => {
    assert.equal(done(await ask("alias", model, "best", "2")), `${model}@best is version 2\n`);
    assert.equal(done(await ask("alias", model, "@newest", "v3")), `${model}@newest is version 3\n`);
    assert.deepEqual(await json("alias", model, "best", "@newest"), { name: model, alias: "best", version: "3" });
    assert.equal((await json<Shown>("show", model)).aliases.best, "3");
    assert.equal(done(await ask("alias", model, "best", "--delete")), `${model} has no alias best any more\n`);
    assert.equal((await json<Shown>("show", model)).aliases.best, undefined);
    const { entries } = await json<{ entries: { act: string; actor: string }[] }>("audit", model);
    assert.deepEqual(
      entries.slice(0, 2).map(({ act, actor }) => [act, actor]),
      [
        ["delete-alias", userInfo().username],
        ["set-alias", userInfo().username],
      ],
    );
    for (const [words, says] of [
      [["alias", model, "best", "--delete"], /alias best not found/],
      [["alias", model, "best", "9"], /[Vv]ersion.*9/],
      [["alias", model, "best"], /which version/],
      [["alias", model, "best", "1", "--delete"], /not both/],
      [["alias", "nobody", "best", "1"], /nobody/],
    ] as const) {
      const { code, stderr } = await ask(...words);
      assert.equal(code, 2, words.join(" "));
      assert.match(stderr, says);
    }
    done(await ask("alias", model, "newest", "--delete"));
  });

  it("exits with 1 when a gate says no, and says what is missing in one line", async () => {
    writeFileSync(rules, "registry:\n  approvals: {Production: 1}\n  required: [tag reviewed]\n");
    const refused = await ask("promote", model, "3", "--to", "Production");
    assert.deepEqual([refused.code, refused.stdout], [1, ""]);
    assert.equal(
      refused.stderr,
      `tidemark: ${model} version 3 cannot enter Production yet: 0 of 1 approvals; no tag reviewed\n`,
    );
    const asJson = await ask("promote", model, "3", "--to", "Production", "--json");
    assert.equal(asJson.code, 1);
    assert.match((JSON.parse(asJson.stdout) as { refused: string }).refused, /0 of 1 approvals/);
    assert.equal(
      done(await ask("approve", model, "3", "--comment", "fine")),
      `approved ${model} version 3; 1 of 1 approvals\n`,
    );
    const forced = done(await ask("promote", model, "3", "--to", "Production", "--force"));
    assert.match(forced, /forced: no tag reviewed/);
    const { entries } = await json<{ entries: { act: string; actor: string; after?: Record<string, unknown> }[] }>(
      "audit",
      model,
    );
    assert.deepEqual(
      entries.slice(0, 3).map(({ act, actor }) => [act, actor]),
      [
        ["promote-version", userInfo().username],
        ["transition-stage", userInfo().username],
        ["approve-version", userInfo().username],
      ],
    );
    assert.equal(entries[0]?.after?.forced, "no tag reviewed");
  });

  it("rejects under the user's name, unless only others are asked", async () => {
    assert.match(
      done(await ask("reject", model, "2", "--comment", "p95 above 6 ms")),
      /^rejected customer-churn version 2$/m,
    );
    writeFileSync(rules, "registry: {approvers: [somebody else]}\n");
    const { code, stderr } = await ask("approve", model, "2");
    assert.equal(code, 1);
    assert.match(stderr, /is not among the approvers in tidemark\.yaml: somebody else/);
  });

  it("writes the trail as a table, newest first", async () => {
    const lines = done(await ask("audit", model, "--limit", "2"))
      .trimEnd()
      .split("\n");
    assert.equal(lines[0], "when\twho\tact\tmodel\tversion\tbefore\tafter");
    assert.equal(lines.length, 3);
    assert.match(lines[1] ?? "", /\treject-version\tcustomer-churn\t2\t/);
  });

  it("says what it does not understand with exit code 2", async () => {
    for (const [words, why] of [
      [["promote", model, "3"], /--to: which stage\?/],
      [["promote", model, "three", "--to", "Staging"], /three: expected a version such as 5 or @champion/],
      [["promote", model, "@nobody", "--to", "Staging"], /@nobody: customer-churn has no such alias/],
      [["promote", model, "99", "--to", "Staging"], /version=99\) not found/],
      [["promote", model, "3", "--to", "Prod"], /Invalid Model Version stage: Prod/],
      [["approve", "nobody", "1"], /not found/],
    ] as const) {
      const { code, stderr, stdout } = await ask(...words);
      assert.deepEqual([code, stdout], [2, ""], words.join(" "));
      assert.match(stderr, why);
      assert.equal(stderr.trimEnd().split("\n").length, 1);
    }
  });

  it("is in the README", () => {
    const readme = readFileSync(join(__dirname, "../../../README.md"), "utf8");
    assert.match(readme, /registry alias\\\|promote\\\|rollback\\\|approve\\\|reject\\\|audit/);
  });
});

function done({ code, stdout, stderr }: Ended): string {
  assert.equal(code, 0, stderr);
  return stdout;
}
