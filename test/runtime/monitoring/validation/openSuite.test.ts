import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSuite } from "../../../../src/runtime/monitoring/validation/openSuite";
import { validationRoutes } from "../../../../src/runtime/monitoring/validation/routes";
import { temporaryFolder } from "../../kernel/temporary";

describe("the file of a suite", () => {
  const folder = temporaryFolder();
  const refuses = (name: string, message: string, status = 400) =>
    assert.rejects(openSuite({ name, path: join(folder, name) }), { name: "ApiError", message, status });

  it("is looked at before it is read", async () => {
    mkdirSync(join(folder, "folder"));
    writeFileSync(join(folder, "large.yaml"), "");
    truncateSync(join(folder, "large.yaml"), 20 * 2 ** 30); // takes no room on the disk
    await refuses("gone.yaml", "Suite 'gone.yaml' does not exist", 404);
    await refuses("folder", "folder: it is a folder, and no suite");
    await refuses("large.yaml", "large.yaml: larger than a suite can be");
    if (process.platform === "win32") return;
    execFileSync("mkfifo", [join(folder, "pipe")]);
    await refuses("pipe", "pipe: it is no file that can be read");
  });

  it("is one of the workspace, after links, for who asks over HTTP", async () => {
    const workspace = join(folder, "folder");
    writeFileSync(join(folder, "suite.yaml"), "expectations: []\n");
    symlinkSync(folder, join(workspace, "up"));
    symlinkSync(join(folder, "suite.yaml"), join(workspace, "suite.yaml"));
    const [route] = validationRoutes(workspace, async (name) => ({ name, path: join(workspace, name) }));
    for (const suite of ["../suite.yaml", "up/suite.yaml", "up/none.yaml", "suite.yaml", join(folder, "suite.yaml")])
      await assert.rejects(async () => route?.handle({ body: { data: "a.csv", suite } } as never), {
        name: "ApiError",
        message: `body.suite: ${suite}: outside of the workspace`,
      });
  });
});
