import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tidemark } from "./command";

describe("data push without credentials", () => {
  let workspace: string;
  const env = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
    HOME: workspace,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ACCESS_KEY_ID: "",
    AWS_SECRET_ACCESS_KEY: "",
    AWS_PROFILE: "",
    AWS_DEFAULT_PROFILE: "",
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "",
    AWS_CONTAINER_CREDENTIALS_FULL_URI: "",
    AWS_WEB_IDENTITY_TOKEN_FILE: "",
    ...more,
  });
  before(async () => {
    workspace = mkdtempSync(join(tmpdir(), "credentials-"));
    await tidemark({ workspace, env: env() }, "data", "init", "--no-scm");
    await tidemark({ workspace, env: env() }, "data", "remote", "add", "-d", "store", "s3://bucket/path");
    writeFileSync(join(workspace, "a.txt"), "a");
    await tidemark({ workspace, env: env() }, "data", "add", "a.txt");
  });
  after(() => rmSync(workspace, { recursive: true, force: true }));

  it("says in one line which there may be", async () => {
    const { code, stdout, stderr } = await tidemark({ workspace, env: env() }, "data", "push");
    assert.equal(code, 2, stdout);
    assert.match(stderr, /^tidemark: s3:\/\/bucket\/path: S3: no credentials; set AWS_ACCESS_KEY_ID .*\n$/);
  });

  it("names a profile that was asked for", async () => {
    const asked = { workspace, env: env({ AWS_PROFILE: "gone" }) };
    const { code, stderr } = await tidemark(asked, "data", "push");
    assert.equal(code, 2);
    assert.match(stderr, /^tidemark: .*no credentials in the profile 'gone' \(AWS_PROFILE\).*\n$/);
  });
});
