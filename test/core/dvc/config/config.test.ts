import assert from "node:assert/strict";
import { type ConfigText, mergeConfigs } from "../../../../src/core/dvc/config/config";
import { namedSection, renameSection, setOption, unsetOption } from "../../../../src/core/dvc/config/editConfig";
import { findConfigFault } from "../../../../src/core/dvc/config/knownOptions";

const text = (level: ConfigText["level"], said: string): ConfigText => ({
  level,
  name: `${level}/config`,
  folder: `/${level}`,
  text: said,
});

describe("the configuration of dvc over its levels", () => {
  const config = mergeConfigs([
    text("global", "[core]\n    remote = far\n    autostage = true\n['remote \"far\"']\n    url = s3://b\n"),
    text("repo", "[core]\n    Remote = near\n[cache]\n    type = reflink,copy\n"),
    text("local", "['remote \"far\"']\n    secret_access_key = x\n    jobs = 4\n"),
  ]);

  it("takes each option from the level that comes last", () => {
    assert.equal(config.text("core", "remote"), "near");
    assert.equal(config.get("core", "remote")?.from.level, "repo");
    assert.equal(config.flag("core", "autostage"), true);
    assert.equal(config.flag("core", "no_scm"), undefined);
    assert.equal(config.text("cache", "type"), "reflink,copy");
    assert.deepEqual([...config.section('remote "far"').keys()], ["url", "secret_access_key", "jobs"]);
    assert.deepEqual(config.remotes, ["far"]);
  });

  it("names file and line of what does not read", () => {
    assert.throws(() => mergeConfigs([text("repo", "[core]\nremote\n")]), /^ApiError: repo\/config:2: expected/);
    assert.throws(() => mergeConfigs([text("repo", "a = 1\n")]), /repo\/config:1: an option before the first/);
  });

  it("says that an option is not there, and goes with the last of a section", () => {
    assert.equal(unsetOption("[core]\n    remote = a\n", "core", "jobs"), undefined);
    assert.equal(unsetOption("[core]\n    remote = a\n", "core", "remote"), "");
    assert.equal(unsetOption("# x\n[core]\n    remote = a\n", "core", "remote"), "# x\n");
  });

  it("renames a remote and keeps its options", () => {
    const before = setOption("", namedSection("remote", "a"), "url", "/x");
    assert.equal(renameSection(before, 'remote "a"', 'remote "b"'), "['remote \"b\"']\n    url = /x\n");
  });

  it("refuses what no quotes can hold", () => {
    assert.throws(() => setOption("", "core", "x", "''' \"\"\""), /cannot be written/);
  });
});

describe("options that dvc knows", () => {
  const remote = 'remote "a"';
  it("are good with good values", () => {
    for (const [section, option, value, url] of [
      ["core", "autostage", "True"],
      ["core", "checksum_jobs", "4"],
      ["cache", "type", "reflink, copy"],
      [remote, "jobs", "8", "s3://b"],
      [remote, "endpointurl", "http://x", "s3://b"],
      [remote, "shared", "group", "../x"],
      [remote, "anything", "x", "remote://other/path"],
      [remote, "connect_timeout", "1.5", "https://x"],
      ["feature", "anything", "x"],
    ] as const)
      assert.equal(findConfigFault(section, option, value, url), undefined, `${section} ${option}`);
  });

  it("are refused by name, value or kind of remote", () => {
    const fault = (...args: Parameters<typeof findConfigFault>) => findConfigFault(...args) ?? "";
    assert.match(fault("core", "autostge", "true"), /^\[core\] has no option 'autostge'\. Did you mean 'autostage'\?$/);
    assert.match(fault("core", "autostage", "yes"), /autostage: expected true or false, not 'yes'/);
    assert.match(fault("core", "checksum_jobs", "0"), /a whole number from 1/);
    assert.match(fault("cache", "type", "link"), /kinds of links/);
    assert.match(fault("kernel", "x", "1"), /no section \[kernel\]/);
    assert.match(fault(remote, "endpointurl", "x", "/folder"), /no option 'endpointurl'/);
    assert.match(fault(remote, "url", "ftp://x", "ftp://x"), /no remotes of ftp:\/\//);
  });
});
