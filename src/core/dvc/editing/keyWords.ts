/** What the keys of dvc's files are for, in a sentence. */
const shared: Readonly<Record<string, string>> = {
  cache: "false: the file stays out of DVC's cache and is left to git. Metrics are often kept so.",
  persist: "true: the output is not deleted before the stage runs, so that a stage can add to it.",
  remote: "The remote that this output is pushed to, and to no other.",
  push: "false: the output is never pushed.",
  desc: "What it is, for people.",
  type: "What kind of thing it is: model, dataset, …",
  labels: "Words to find it by.",
  meta: "Anything of your own; DVC keeps it and does not look at it.",
  frozen: "true: the stage is not run, whatever changed.",
  wdir: "Where commands run and what paths are relative to; the file's own folder when it is left out.",
};

const pipeline: Readonly<Record<string, string>> = {
  ...shared,
  stages: "The steps of the pipeline, by name.",
  vars: "Values for ${…}: files, `file:key1,key2`, or keys and values right here. params.yaml needs no mention.",
  params: "Parameters that a stage depends on: names in params.yaml, or another file with names.",
  metrics: "Files of numbers that are shown and compared.",
  plots: "Files or images that are drawn.",
  artifacts: "Files with a name, a type and labels for a registry of models.",
  datasets: "Datasets that stages may depend on as ds://name.",
  cmd: "What is run, by the shell. A list is run line by line until one fails.",
  deps: "Files and folders that the stage reads. When one changes, the stage runs again.",
  outs: "Files and folders that the stage makes. They are kept in DVC's cache and left out of git.",
  always_changed: "true: the stage runs each time.",
  foreach: "A list or a map: the stage below `do` is made once for each, with ${item} and ${key}.",
  do: "The stage that `foreach` makes, again and again.",
  matrix: "Lists by name: the stage is made for each combination, with ${item.name}.",
  template: "How a plot is drawn: linear, scatter, confusion, … or a file of your own.",
  x: "The column along the x axis.",
  y: "The column, or columns, along the y axis.",
  x_label: "What stands at the x axis.",
  y_label: "What stands at the y axis.",
  title: "What stands above the plot.",
  header: "false: the first line of the file is data, not names of columns.",
  path: "The file or folder.",
};

const tracked: Readonly<Record<string, string>> = {
  ...shared,
  outs: "What is tracked: the hash of its content stands here, the content lies in the cache.",
  deps: "Where it was imported from.",
  path: "The file or folder, relative to this file or to `wdir`.",
  md5: "The md5 of the content; with `.dir` behind it, of a folder's list of files.",
  size: "Bytes; of a folder the sum over its files.",
  nfiles: "How many files a folder has.",
  isexec: "true: the file may be executed.",
  hash: "How the content was hashed. Entries without it are of DVC 2.",
  repo: "The repository that it was imported from.",
  url: "Where the repository is.",
  rev: "The branch, tag or commit that was asked for.",
  rev_lock: "The commit that it came from.",
  etag: "How the web server or S3 names the version of the content.",
  version_id: "How the remote names the version of the content.",
  always_changed: "true: it is taken for changed each time.",
  cloud: "By remote, which version of the content lies there.",
  files: "What lies in the folder, with the version of each file.",
  relpath: "The file, from its folder.",
  cmd: "The command that made the outputs.",
  params: "The values that the stage ran with.",
  schema: "The form of this file.",
  stages: "What each stage ran with and what came of it. DVC writes this; change dvc.yaml instead.",
};

export type FileKind = "pipeline" | "dvc" | "lock";

/** Which of dvc's files a name says it is. */
export function fileKind(name: string): FileKind | undefined {
  const base = name.slice(name.lastIndexOf("/") + 1);
  if (base === "dvc.yaml") return "pipeline";
  if (base === "dvc.lock") return "lock";
  return base.endsWith(".dvc") && base !== ".dvc" ? "dvc" : undefined;
}

/** Names that people chose themselves have no words. */
export function wordsOfKey(kind: FileKind, path: readonly string[], key: string): string | undefined {
  const words = kind === "pipeline" ? pipeline : tracked;
  const depth = path.length;
  const isChosen =
    (["stages", "artifacts"].includes(path[0] ?? "") && depth === 1) ||
    (kind === "lock" && path[2] === "params") ||
    path.includes("meta");
  return !isChosen && Object.hasOwn(words, key) ? words[key] : undefined;
}
