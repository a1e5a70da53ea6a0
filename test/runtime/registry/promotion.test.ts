import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { inject } from "../../../src/runtime/kernel/http/inject";
import { readModelDetail } from "../../../src/shared/modelDetail";
import { readAuditPage, readModels } from "../../../src/shared/models";
import { createRegistryRig } from "./registryRig";

const own = "/api/tidemark/v1/models";

describe("promotion of a version", () => {
  let rig: ReturnType<typeof createRegistryRig>;
  beforeEach(async () => {
    rig = createRegistryRig();
    await rig.send("POST", "registered-models/create", { name: "churn" });
    for (let i = 0; i < 3; i++) await addVersion();
  });
  afterEach(() => rig.close());

  const addVersion = (more: Record<string, unknown> = {}) =>
    rig.send("POST", "model-versions/create", { name: "churn", source: "s3://bucket/path", ...more });
  const policy = (text: string) => writeFileSync(join(rig.folder, "tidemark.yaml"), text);
  const promote = (version: number, more: Record<string, unknown> = {}) =>
    rig.send("POST", `${own}/churn/versions/${version}/promote`, { stage: "Production", ...more });
  const transition = (version: number, stage: string) =>
    rig.send("POST", "model-versions/transition-stage", { name: "churn", version: String(version), stage });
  const say = async (version: number, word: "approve" | "reject", user: string, comment?: string) => {
    const reply = await inject(rig.dispatch, {
      method: "POST",
      url: `${own}/churn/versions/${version}/${word}`,
      body: { comment },
      headers: { authorization: `Basic ${Buffer.from(`${user}:x`).toString("base64")}` },
    });
    return { status: reply.status, json: JSON.parse(reply.body.toString()) as Record<string, unknown> };
  };
  const detail = async () => readModelDetail((await rig.send("GET", `${own}/churn`, {})).json, "reply");
  const stages = async () => (await detail()).versions.map(({ version, stage }) => `${version} ${stage}`);
  const trail = async () => {
    const { json } = await rig.send("GET", "/api/tidemark/v1/registry/audit", { model: "churn" });
    return readAuditPage(json, "reply");
  };

  it("a file of rules that leads to itself shuts Production, and nothing else", async function () {
    if (process.platform === "win32") this.skip(); // links need a right of their own there
    symlinkSync("tidemark.yaml", join(rig.folder, "tidemark.yaml"));
    assert.match((await detail()).policy.problem ?? "", /ELOOP/);
    assert.equal((await promote(1)).status, 403);
    assert.equal((await promote(1, { stage: "Staging" })).status, 200);
  });

  it("moves stage and alias, archives who was there, and says all of it in one commit", async () => {
    await promote(1, { alias: "champion" });
    const commits = rig.kernel.store;
    let count = 0;
    const commit = commits.commit.bind(commits);
    commits.commit = (ops) => {
      count++;
      return commit(ops);
    };
    const { status, json } = await promote(2, { alias: "champion", comment: "better on all folds" });
    assert.equal(status, 200);
    assert.equal(count, 1);
    assert.deepEqual(json, {
      name: "churn",
      version: 2,
      stage: "Production",
      aliases: ["champion"],
      archived: [1],
      forced: [],
    });
    assert.deepEqual(await stages(), ["3 None", "2 Production", "1 Archived"]);
    const [last] = (await trail()).entries;
    assert.equal(last?.act, "promote-version");
    assert.equal(last?.actor, userInfo().username);
    assert.deepEqual(last?.before, { stage: "None", "@champion": 1 });
    assert.deepEqual(last?.after, { stage: "Production", "@champion": 2, comment: "better on all folds" });
  });

  it("asks for nothing without a policy, and shows the facts all the same", async () => {
    const { versions } = await detail();
    assert.deepEqual(versions[0]?.approval, { state: "none", given: 0, needed: 0 });
    assert.ok(versions[0]?.facts.every(({ required }) => !required));
    assert.equal((await transition(3, "Production")).status, 200);
  });

  it("refuses in one line what the policy asks for, and takes it once it is there", async () => {
    policy("registry:\n  approvals: {Production: 2}\n  required: [description]\n");
    const refused = await promote(3);
    assert.equal(refused.status, 403);
    assert.equal(refused.json.message, "churn version 3 cannot enter Production yet: 0 of 2 approvals; no description");
    await say(3, "approve", "jun", "looks good");
    const { json } = await say(3, "approve", "jun");
    assert.deepEqual(json.approval, { state: "waiting", given: 1, needed: 2 }, "one person is one approval");
    await say(3, "approve", "ana");
    assert.match(String((await promote(3)).json.message), /yet: no description$/);
    await rig.send("PATCH", "model-versions/update", { name: "churn", version: "3", description: "the third" });
    assert.equal((await promote(3)).status, 200);
    assert.equal((await promote(2, { stage: "Staging" })).status, 200, "a stage that the policy does not name is open");
  });

  it("holds MLflow's own clients to the policy, and only where it guards a stage", async () => {
    policy("registry: {approvals: {Production: 1}}");
    const { status, json } = await transition(1, "Production");
    assert.deepEqual([status, json.error_code], [403, "PERMISSION_DENIED"]);
    assert.match(String(json.message), /0 of 1 approvals/);
    assert.equal((await transition(1, "Staging")).status, 200);
    await say(1, "approve", "jun");
    assert.equal((await transition(1, "Production")).status, 200);
    assert.equal((await transition(1, "Archived")).status, 200, "out is always open");
  });

  it("does it all the same with force, and the trail says what was missing", async () => {
    policy("registry: {approvals: {Production: 1}, required: [signature]}");
    const { json } = await promote(1, { force: true });
    assert.deepEqual(json.forced, ["0 of 1 approvals", "no signature"]);
    assert.equal((await trail()).entries[0]?.after?.forced, "0 of 1 approvals; no signature");
  });

  it("lets a rejection stand until its author takes it back", async () => {
    policy("registry: {approvals: {Production: 1}}");
    await say(2, "approve", "jun");
    const { json } = await say(2, "reject", "ana", "too slow");
    assert.deepEqual(json.approval, { state: "rejected", given: 1, needed: 1 });
    assert.match(String((await promote(2)).json.message), /rejected by ana/);
    await say(2, "approve", "ana");
    assert.equal((await promote(2)).status, 200);
    const verdicts = (await trail()).entries.filter(({ act }) => /-version$/.test(act) && /^(app|rej)/.test(act));
    assert.deepEqual(
      verdicts.map(({ actor, act, after }) => [actor, act, after?.comment]),
      [
        ["ana", "approve-version", undefined],
        ["ana", "reject-version", "too slow"],
        ["jun", "approve-version", undefined],
      ],
    );
  });

  it("hears only the approvers that the policy names", async () => {
    policy("registry: {approvals: {Production: 1}, approvers: [jun]}");
    const { status, json } = await say(1, "approve", "mika");
    assert.equal(status, 403);
    assert.equal(json.message, "mika is not among the approvers in tidemark.yaml: jun");
    assert.equal((await say(1, "approve", "jun")).status, 200);
    policy("registry: {approvals: {Production: 1}, approvers: [ana, zoe]}");
    assert.match(
      String((await promote(1)).json.message),
      /0 of 1 approvals/,
      "who is no approver any more counts no more",
    );
  });

  it("shuts Production while the policy cannot be read, and says where it is wrong", async () => {
    for (const [text, where] of [
      ["registry: {approvals: {Prod: 1}}", /tidemark\.yaml: registry\.approvals\.Prod: expected a stage/],
      ["registry: {required: [modle card]}", /registry\.required\[0\]: 'modle card' is no fact: expected model card/],
      ["registry: {approvals: 2}", /registry\.approvals: expected an object/],
      ["registry: [\n", /tidemark\.yaml: .*line/],
      ["just words", /expected an object/],
    ] as const) {
      policy(text);
      const { status, json } = await promote(1);
      assert.equal(status, 403, text);
      assert.match(String(json.message), where);
      assert.equal(String(json.message).split("\n").length, 1);
      assert.match((await detail()).policy.problem ?? "", where);
    }
    policy("views: []\n");
    assert.equal((await promote(1)).status, 200, "other parts of the file are others'");
  });

  it("rolls back to who was in Production before, with the aliases that were taken from it", async () => {
    await promote(1, { alias: "champion" });
    await promote(2, { alias: "champion" });
    await promote(3, { alias: "champion" });
    assert.equal((await detail()).previous, 2);
    const { json } = await rig.send("POST", `${own}/churn/rollback`, { comment: "p95 doubled" });
    assert.deepEqual([json.version, json.archived, json.aliases], [2, [3], ["champion"]]);
    const again = await rig.send("POST", `${own}/churn/rollback`, {});
    assert.equal(again.json.version, 1, "and not forward again to the one that failed");
    assert.deepEqual(await stages(), ["3 Archived", "2 Archived", "1 Production"]);
    const none = await rig.send("POST", `${own}/churn/rollback`, {});
    assert.equal(none.status, 400);
    assert.equal(none.json.message, "churn has no earlier version of Production to go back to");
  });

  it("rolls back across a rename, and past a version that was deleted", async () => {
    for (const version of [1, 2, 3]) await promote(version);
    await rig.send("POST", "registered-models/rename", { name: "churn", new_name: "leavers" });
    await rig.send("DELETE", "model-versions/delete", { name: "leavers", version: "2" });
    const { json } = await rig.send("POST", `${own}/leavers/rollback`, {});
    assert.equal(json.version, 1);
  });

  it("never rolls back to a version that was rejected, whatever let it in", async () => {
    await promote(1);
    await say(2, "reject", "mona", "slow");
    await promote(2, { force: true });
    await promote(3);
    assert.equal((await detail()).previous, 1);
    const { json } = await rig.send("POST", `${own}/churn/rollback`, {});
    assert.equal(json.version, 1);
  });

  it("takes no misspelt rule for none: Production is shut, and it says which", async () => {
    policy("registry: {approvals: {Production: 1}, aprovers: [jun]}");
    const { status, json } = await promote(1);
    assert.equal(status, 403);
    assert.match(String(json.message), /registry: 'aprovers' is no rule: expected approvals, required, approvers/);
  });

  it("tells windows of a verdict, and counts it in the list of models", async () => {
    const heard: string[] = [];
    rig.kernel.events.listen(({ kind, id }) => heard.push(`${kind} ${id}`));
    policy("registry: {approvals: {Production: 2}}");
    await say(3, "approve", "jun");
    assert.deepEqual(heard, ["model-version churn/3"]);
    const [model] = readModels((await rig.send("GET", own, {})).json, "reply").models;
    assert.deepEqual(
      model?.versions.map(({ approval }) => approval),
      [
        { state: "waiting", given: 1, needed: 2 },
        { state: "waiting", given: 0, needed: 2 },
        { state: "waiting", given: 0, needed: 2 },
      ],
    );
    await promote(2, { force: true });
    const states = (await detail()).versions.map(({ approval }) => approval.state);
    assert.deepEqual(states, ["waiting", "none", "none"], "nobody waits for who was passed over");
  });

  it("refuses what is no version, stage, alias or comment", async () => {
    assert.equal((await promote(9)).status, 404);
    assert.equal((await promote(1, { stage: "Prod" })).status, 400);
    assert.equal((await promote(1, { alias: "v2" })).status, 400);
    assert.equal((await promote(1, { comment: "x".repeat(2001) })).status, 400);
    assert.equal((await rig.send("POST", `${own}/nobody/rollback`, {})).status, 404);
    assert.deepEqual(await stages(), ["3 None", "2 None", "1 None"]);
  });
});
