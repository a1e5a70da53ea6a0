import assert from "node:assert/strict";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openRecentRequests } from "../../../../src/runtime/serving/predictions/recentRequests";
import { temporaryFolder } from "../../kernel/temporary";

describe("the requests that outcomes are told of", function () {
  this.timeout(20_000);
  let folder = "";
  let path = "";
  beforeEach(() => {
    folder = temporaryFolder();
    path = join(folder, "requests.tsv");
  });

  it("are found with their user, whatever its name, by the next process too", () => {
    const users = ["ann", "a\tb\nc", 'say "x"', "\u2028", "", undefined];
    const first = openRecentRequests(path);
    for (const [i, user] of users.entries()) first.add(`r-${i}`, user, i % 2 === 0 ? "a" : "");
    first.close();
    const next = openRecentRequests(path);
    for (const [i, user] of users.entries())
      assert.deepEqual(next.find(`r-${i}`), { user, variant: i % 2 === 0 ? "a" : "" });
    assert.deepEqual(
      [...next.users()],
      users.filter((user) => user !== undefined),
    );
    assert.equal(next.find("r-9"), undefined);
    next.close();
  });

  it("of which the last was cut off in the middle is not taken for another's", () => {
    const whole = 'r-1\ta\t"ann"\n';
    for (let end = 1; end < whole.length - 1; end++) {
      writeFileSync(path, whole.slice(0, end));
      const next = openRecentRequests(path);
      assert.equal(next.find("r-1"), undefined, JSON.stringify(whole.slice(0, end)));
      next.add("r-2", "bob", "b");
      next.close();
      assert.deepEqual(openRecentRequests(path).find("r-2"), { user: "bob", variant: "b" });
    }
  });

  it("are forgotten a generation at a time, in memory as on disk", () => {
    const requests = openRecentRequests(path, 100);
    for (let i = 0; i <= 200; i++) requests.add(`r-${i}`, undefined, "a");
    assert.equal(requests.find("r-0"), undefined);
    assert.deepEqual(requests.find("r-100"), { user: undefined, variant: "a" });
    requests.close();

    for (let i = 0; i < 20; i++) {
      const next = openRecentRequests(path, 100, 1000);
      for (let each = 0; each < 10; each++) next.add(`s-${i}-${each}`, undefined, "a");
      next.close();
    }
    assert.deepEqual(readdirSync(folder).sort(), ["requests.tsv", "requests.tsv.1"]);
    for (const name of readdirSync(folder)) assert.ok(statSync(join(folder, name)).size < 2000, name);
    assert.deepEqual(openRecentRequests(path).find("s-19-0"), { user: undefined, variant: "a" });
    assert.equal(openRecentRequests(path).find("s-0-0"), undefined);
  });
});
