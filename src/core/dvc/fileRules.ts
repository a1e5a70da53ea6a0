import type { Rule } from "./pipeline/schema";

type Keys = Readonly<Record<string, Rule>>;

const text: Rule = { kind: "text" };
const flag: Rule = { kind: "flag" };
const whole: Rule = { kind: "whole" };
const checksum: Rule = { kind: "checksum" };
const anything: Rule = { kind: "anything" };
const anyMap: Rule = { kind: "anyMap" };
const list = (item: Rule): Rule => ({ kind: "list", item });
const map = (value: Rule): Rule => ({ kind: "map", value });
const keys = (named: Keys, required: readonly string[] = []): Rule & { kind: "keys" } => ({
  kind: "keys",
  keys: named,
  required,
});
const orNothing = (rule: Rule): Rule => ({ kind: "oneOf", rules: [rule, { kind: "nothing" }] });

const content: Keys = {
  md5: checksum,
  checksum,
  etag: checksum,
  size: whole,
  nfiles: whole,
  isexec: flag,
  version_id: text,
};
const cloud = map(keys(content));
const files = list(keys({ ...content, relpath: text, cloud }, ["relpath"]));
const entry: Keys = { ...content, hash: text, path: text, persist: flag, cloud, files, fs_config: anyMap };

const dep: Keys = {
  ...entry,
  repo: keys(
    {
      url: text,
      rev: text,
      rev_lock: text,
      config: { kind: "oneOf", rules: [text, anyMap] },
      remote: { kind: "oneOf", rules: [text, anyMap] },
    },
    ["url"],
  ),
  db: keys({ query: text, connection: text, file_format: text, table: text }),
};
/** It names an object of the cache, so it has to be one; with dvc any text goes. */
const object: Keys = { md5: { kind: "md5" } };
const out: Keys = {
  ...entry,
  ...object,
  desc: text,
  type: text,
  labels: list(text),
  meta: anything,
  cache: flag,
  remote: text,
  push: flag,
};

/** What may stand in a .dvc file. */
export const dvcFileRule = keys({
  md5: checksum,
  wdir: orNothing(text),
  deps: orNothing(list(keys(dep))),
  outs: orNothing(list(keys(out, ["path"]))),
  locked: flag,
  frozen: flag,
  meta: anything,
  always_changed: flag,
  desc: text,
});

const locked: Keys = { ...content, path: text, cloud, files, hash: text, dataset: anyMap };

export const lockStageRule = keys(
  {
    cmd: { kind: "oneOf", rules: [text, list(anything)] },
    deps: list(keys(locked, ["path"])),
    params: map(map(anything)),
    outs: list(keys({ ...locked, ...object }, ["path"])),
  },
  ["cmd"],
);

/** What may stand in a dvc.lock. */
export const lockFileRule = keys({ schema: text, datasets: anything, stages: map(lockStageRule) }, ["schema"]);
