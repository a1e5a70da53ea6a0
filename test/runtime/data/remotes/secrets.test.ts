import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { addRemote, modifyRemote } from "../../../../src/runtime/data/remotes/editRemotes";
import { drop, newProject } from "../project";

describe("a password in config.local", () => {
  let root: string;
  beforeEach(async () => {
    root = await newProject();
    const repo = { dvcFolder: join(root, ".dvc"), level: "repo", folder: root } as const;
    addRemote(repo, { name: "web", url: "https://example.com", isDefault: false, force: false });
  });
  afterEach(() => drop(root));

  const mode = (name: string) => statSync(join(root, name)).mode & 0o777;

  it("is for its owner alone; what others share stays readable", () => {
    const local = { dvcFolder: join(root, ".dvc"), level: "local", folder: root } as const;
    modifyRemote(local, "web", "password", "secret");
    assert.equal(mode(".dvc/config.local"), 0o600);
    assert.equal(mode(".dvc/config") & 0o044, 0o044 & ~process.umask());
  });
});
