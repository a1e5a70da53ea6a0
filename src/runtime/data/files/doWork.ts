import { copyMany } from "./copyFile";
import { type Done, type Fault, type One, type Passed, stopping, type Work } from "./fileWork";
import { writeHash } from "./hashBytes";
import { keepByLink, readWhole } from "./keepFile";
import { lookAtFiles } from "./lookFiles";
import { place } from "./placeFile";
import { factsOf, factsOfFile } from "./walkTree";

/** Does a piece of work, file after file. What fails for one file is a fault; a full disk ends the piece. */
export async function doWork(work: Work, passed: Passed): Promise<Done> {
  if (work.kind === "look") return look(work);
  if (work.kind === "copy") return { ...nothing, outcomes: copyMany(work) };
  const count = work.names.length;
  const hashes = work.kind === "place" ? work.hashes : new Uint8Array(count * 16);
  const facts = new Float64Array(count * factsOfFile);
  const faults: Fault[] = [];
  let brought = { files: 0, bytes: 0 };
  for (let at = 0; at < count; at++) {
    try {
      const { md5, stats, isTrusted, brought: came } = await doOne(work, at, passed);
      if (came !== undefined) brought = { files: brought.files + 1, bytes: brought.bytes + came };
      if (work.kind !== "place") writeHash(md5, hashes, at);
      facts.set(factsOf(stats), at * factsOfFile);
      if (!isTrusted) facts[at * factsOfFile] = -1;
    } catch (thrown) {
      const { code = "", message } = thrown as NodeJS.ErrnoException;
      if (code === "") throw thrown;
      faults.push({ at, code, message });
      if (stopping.has(code)) break;
    }
  }
  return { hashes, facts, faults, brought };
}

function look(work: Extract<Work, { kind: "look" }>): Done {
  const names = work.text?.split("\0") ?? work.names;
  const facts = new Float64Array(names.length * factsOfFile);
  const linked = lookAtFiles({ ...work, names }, facts);
  const faults = linked ? [] : [{ at: 0, code: "CHANGED", message: `${work.root} changed` }];
  return { hashes: new Uint8Array(0), facts, faults, linked: linked ?? [] };
}

const nothing: Done = { hashes: new Uint8Array(0), facts: new Float64Array(0), faults: [] };

type OfEach = Exclude<Work, { kind: "look" | "copy" }>;

function doOne(work: OfEach, at: number, passed: Passed): One | Promise<One> {
  const path = `${work.root}${work.names[at] === "" ? "" : `/${work.names[at]}`}`;
  switch (work.kind) {
    case "hash":
      return readWhole(path, work.legacy, passed, undefined);
    case "keep":
      return work.byLink
        ? keepByLink(path, work.store, passed)
        : readWhole(path, work.store.legacy, passed, work.store);
    case "place":
      return place(work, at, path, passed);
    default:
      return work satisfies never;
  }
}
