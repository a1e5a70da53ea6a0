import { lstatSync, mkdirSync, readdirSync, rmdirSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CheckoutOptions, CheckoutTools, Wanted } from "./checkoutTools";
import { pathBytes } from "./files/bytePaths";
import { type Fault, stopping } from "./files/fileWork";
import { writeHash } from "./files/hashBytes";
import { freshOn } from "./files/unfinished";
import { factsOfFile } from "./files/walkTree";
import { isAsSeen } from "./index/keptCopies";
import { isFolder } from "./index/objects";
import { type Plan, planOf, withoutRotten } from "./planCheckout";
import type { CheckoutFailure, CheckoutResult } from "./repository";

/**
 * Brings paths to their contents. Whatever lies there and is in no cache stays, unless forced, and is named; the rest is
 * done. New files come before old ones go.
 */
export async function checkOut(
  tools: CheckoutTools,
  wanted: readonly Wanted[],
  options: CheckoutOptions,
): Promise<CheckoutResult> {
  const result = {
    added: [] as string[],
    modified: [] as string[],
    deleted: [] as string[],
    failed: [] as CheckoutFailure[],
  };
  await bringLists(tools, wanted);
  const looks = await tools.look(wanted.map(({ path, content }) => ({ path, legacy: content.legacy === true })));
  const plans: Plan[] = [];
  for (const each of wanted) {
    const plan = planOf(tools, each, looks.get(each.path), options);
    if (typeof plan === "string") result.failed.push({ path: each.path, why: plan });
    else if ("why" in plan) result.failed.push(plan);
    else plans.push(options.force ? plan : await withoutRotten(tools, plan));
  }
  for (const plan of plans) {
    const { path } = plan.wanted;
    for (const name of plan.refused)
      result.failed.push({ path: name, why: `${name} has changes that are in no cache; --force overwrites them` });
    const failed = await carryOut(tools, plan, options);
    result.failed.push(...failed);
    remember(tools, plan);
    if (plan.place.length === 0 && plan.remove.length === 0) continue;
    if (failed.some((each) => each.path === path)) continue; // nothing was done to it
    if (!plan.before) result.added.push(path);
    else if (plan.place.some(({ isNew }) => isNew) || plan.remove.length > 0) result.modified.push(path);
  }
  await tools.look(wanted.map(({ path, content }) => ({ path, legacy: content.legacy === true })));
  return result;
}

/** What is known of the output now: what was brought last comes first. */
function remember(tools: CheckoutTools, { wanted, before, placed }: Plan): void {
  if (placed.length === 0) return;
  const parts = [...placed].reverse();
  const old = before && (before.index.dir !== undefined) === isFolder(wanted.content) ? [before.index] : [];
  const all = [...parts, ...old];
  const [names, hashes, facts] = [[] as string[], [] as number[], [] as number[]];
  const seen = new Set<string>();
  for (const part of all)
    for (const [at, name] of part.names.entries()) {
      if (seen.has(name)) continue;
      seen.add(name);
      names.push(name);
      for (let i = 0; i < 16; i++) hashes.push(part.hashes[at * 16 + i] as number);
      for (let i = 0; i < factsOfFile; i++) facts.push(part.facts[at * factsOfFile + i] as number);
    }
  tools.hold(wanted.path, {
    names,
    hashes: Uint8Array.from(hashes),
    facts: Float64Array.from(facts),
    // none that a folder has: the list is made anew
    dir: isFolder(wanted.content) ? "" : undefined,
    size: -1,
    legacy: wanted.content.legacy === true,
    cacheSeen: undefined,
  });
}

/** Lists of folders that are missing or rotten come from a remote first. */
async function bringLists(tools: CheckoutTools, wanted: readonly Wanted[]): Promise<void> {
  const missing = wanted.filter(
    ({ entries, content }) =>
      entries === undefined && isFolder(content) && !tools.objects(content.legacy === true).entries(content.md5),
  );
  if (missing.length > 0) await tools.fetch(missing.map(({ content }) => content));
  for (const { content, path } of missing) tools.wantedAs(content.md5, path);
}

async function carryOut(tools: CheckoutTools, plan: Plan, options: CheckoutOptions): Promise<CheckoutFailure[]> {
  const { wanted, place, before } = plan;
  const { path, content } = wanted;
  const turned = before !== undefined && (before.index.dir !== undefined) !== isFolder(content);
  // what becomes a folder, or was one, has to go first
  if (turned) {
    const left = removeFiles(plan, path);
    if (left.length > 0) return left;
  }
  if (isFolder(content)) mkdirSync(pathBytes(path), { recursive: true });
  const failed = await placeAll(tools, plan, place, options, true);
  return turned ? failed : [...failed, ...removeFiles(plan, path)];
}

async function placeAll(
  tools: CheckoutTools,
  plan: Plan,
  place: Plan["place"],
  options: CheckoutOptions,
  mayFetch: boolean,
): Promise<CheckoutFailure[]> {
  const { path, content } = plan.wanted;
  if (place.length === 0) return [];
  const objects = tools.objects(content.legacy === true);
  const made = new Set<string>();
  const hashes = new Uint8Array(place.length * 16);
  const replaces = new Float64Array(place.length * 3);
  for (const [at, { name, md5, was }] of place.entries()) {
    const folder = dirname(name === "" ? path : `${path}/${name}`);
    if (!made.has(folder)) mkdirSync(pathBytes(folder), { recursive: true });
    made.add(folder);
    writeHash(md5, hashes, at);
    replaces.set(was && !was.isDirectory() ? [was.ino, was.size, was.mtimeMs] : [0, 0, 0], at * 3);
  }
  await tools.prepare();
  const fresh = freshOn(tools.fresh, isFolder(content) ? path : dirname(path));
  let bytes = 0;
  let files = 0;
  const done = await tools.threads.run(
    {
      kind: "place",
      root: path,
      names: place.map(({ name }) => name),
      hashes,
      store: objects.store,
      links: tools.linkTypes,
      fresh: fresh.path,
      source: options.source === undefined ? undefined : join(options.source, content.legacy ? "" : "files/md5"),
      isExec: content.isexec === true,
      replaces,
    },
    {
      sizes: new Float64Array(place.length).fill((content.size ?? 0) / Math.max(1, content.nfiles ?? 1)),
      signal: options.signal,
      jobs: options.jobs,
      passed(count, more) {
        files += count;
        bytes += more;
        options.report?.(
          "Checking out",
          content.size === undefined ? files : bytes,
          content.size ?? place.length,
          content.size === undefined ? "files" : "bytes",
        );
      },
    },
  );
  fresh.remove();
  if (done.brought) options.brought?.(done.brought.files, done.brought.bytes);
  // a name without a whole file has no inode, so nothing is trusted of it
  for (const { at } of done.faults) done.facts[at * factsOfFile] = -1;
  plan.placed.push({ names: place.map(({ name }) => name), hashes, facts: done.facts });
  if (done.faults.length === 0) return [];
  return mend(tools, plan, place, done.faults, options, mayFetch);
}

/** Rotten and missing objects are fetched once; what else went wrong is told. */
async function mend(
  tools: CheckoutTools,
  plan: Plan,
  place: Plan["place"],
  faults: readonly Fault[],
  options: CheckoutOptions,
  mayFetch: boolean,
): Promise<CheckoutFailure[]> {
  const { path, content } = plan.wanted;
  const legacy = content.legacy === true;
  const objects = tools.objects(legacy);
  const failed: CheckoutFailure[] = [];
  const again: Fault[] = [];
  for (const fault of faults) {
    const { name, md5 } = place[fault.at] as Plan["place"][number];
    const file = name === "" ? path : `${path}/${name}`;
    if (fault.code === "ROTTEN" && objects.has(md5)) {
      const aside = objects.setAside(md5);
      tools.wantedAs(md5, file);
      again.push({ ...fault, message: `${fault.message}; it was set aside as ${aside}` });
    } else if (fault.code === "ROTTEN" || fault.code === "MISSING") again.push(fault);
    else
      failed.push({
        path: file,
        why: stopping.has(fault.code) && fault.code === "ENOSPC" ? `${file}: no space is left` : fault.message,
      });
  }
  if (again.length === 0) return failed;
  const contents = [...new Set(again.map(({ at }) => (place[at] as Plan["place"][number]).md5))];
  const missing = new Set(
    mayFetch ? await tools.fetch(contents.map((md5) => ({ md5, ...(legacy ? { legacy } : {}) }))) : contents,
  );
  const back = again.filter(({ at }) => objects.has((place[at] as Plan["place"][number]).md5));
  for (const fault of again) {
    const { name, md5 } = place[fault.at] as Plan["place"][number];
    if (objects.has(md5) && !missing.has(md5)) continue;
    const isMissing = fault.code === "MISSING";
    failed.push({
      path: name === "" ? path : `${path}/${name}`,
      why: `${fault.message}; ${tools.whyNotFetched()}`,
      ...(isMissing && { isMissing }),
    });
  }
  if (mayFetch && back.length > 0)
    failed.push(
      ...(await placeAll(
        tools,
        plan,
        back.map(({ at }) => place[at] as Plan["place"][number]),
        options,
        false,
      )),
    );
  return failed;
}

/** Files that the version does not have, and folders that are empty afterwards. Answers what changed meanwhile and stays. */
function removeFiles({ remove, before, wanted }: Plan, path: string): CheckoutFailure[] {
  if (remove.length === 0 || !before) return [];
  const failed: CheckoutFailure[] = [];
  for (const { file, at } of remove) {
    if (isAsSeen(file, before.index, at)) unlinkSync(pathBytes(file));
    else if (lstatSync(pathBytes(file), { throwIfNoEntry: false }))
      failed.push({
        path: file,
        why: `${file} changed while its folder was brought to its version; it was left as it is`,
      });
  }
  const folders = [...before.folders].sort((a, b) => b.length - a.length);
  for (const folder of folders) {
    if (folder === "" && isFolder(wanted.content)) continue;
    const full = folder === "" ? path : `${path}/${folder}`;
    if (readdirSync(pathBytes(full)).length === 0) rmdirSync(pathBytes(full));
  }
  return failed;
}
