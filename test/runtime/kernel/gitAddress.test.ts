import assert from "node:assert/strict";
import { gitAddress, shownUrl } from "../../../src/runtime/kernel/gitAddress";

describe("the address of a repository", () => {
  it("is shown without its password", () => {
    assert.equal(shownUrl("https://me:secret@host/a@b"), "https://me:***@host/a@b");
    assert.equal(shownUrl("https://me:a:b@c@host:80/x"), "https://me:***@host:80/x");
    assert.equal(shownUrl("cannot read ssh://u:p@host/x, it said"), "cannot read ssh://u:***@host/x, it said");
    for (const url of ["git@host:team/x.git", "https://host:80/a@b", "../x", "ssh://git@host/x", "file:///a:b@c"])
      assert.equal(shownUrl(url), url);
  });

  it("is given to git without it, and a helper has it", () => {
    const { url, options, env } = gitAddress("https://me:s%40cret@host/x.git");
    assert.equal(url, "https://host/x.git");
    assert.doesNotMatch(options.join(" "), /cret|me:/);
    assert.deepEqual(env, { TIDEMARK_GIT_USER: "me", TIDEMARK_GIT_PASSWORD: "s@cret" });
    assert.deepEqual(gitAddress("https://host/x.git"), { url: "https://host/x.git", options: [], env: {} });
  });
});
