import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tidemark } from "../../cli/command";
import { type Store, startStore } from "../s3Store";
import { type Dvc, startDvc } from "./dvc";

const keys = { AWS_ACCESS_KEY_ID: "someone", AWS_SECRET_ACCESS_KEY: "secret", AWS_DEFAULT_REGION: "us-east-1" };

/** moto wants to know who deletes. */
function erase({ inner }: Store, key: string): Promise<unknown> {
  const authorization = "AWS4-HMAC-SHA256 Credential=someone/20260101/us-east-1/s3/aws4_request";
  return fetch(`${inner}/bucket/${key}`, { method: "DELETE", headers: { authorization } });
}

function namesBelow(root: string, below = ""): string[] {
  const path = join(root, below);
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [below];
  return readdirSync(path)
    .sort()
    .flatMap((name) => namesBelow(root, below === "" ? name : `${below}/${name}`));
}

for (const kind of ["folder", "S3"] as const)
  describe(`push, pull and fetch in turns with dvc, on one remote: ${kind}`, function () {
    this.timeout(240_000);
    let dvc: Dvc;
    let store: Store | undefined;
    let first: string;
    let made = 0;

    const env = () => ({ ...dvc.env, ...keys });
    const own = (cwd: string, ...words: string[]) => tidemark({ workspace: cwd, env: env() }, "data", ...words);
    const ours = async (cwd: string, ...words: string[]) => {
      const { code, stdout, stderr } = await own(cwd, ...words);
      assert.equal(code, 0, `tidemark data ${words.join(" ")}: ${stdout}${stderr}`);
      return stdout;
    };
    const theirs = async (cwd: string, ...words: string[]) => {
      const { code, stdout, stderr } = await dvc.runWith(keys, cwd, ...words);
      assert.equal(code, 0, `dvc ${words.join(" ")}: ${stdout}${stderr}`);
      return stdout;
    };
    /** Another remote, the default one of the project. */
    const remote = async (cwd: string, name = `r${++made}`) => {
      const url = store ? `s3://bucket/${name}` : join(dvc.home, "remotes", name);
      await theirs(cwd, "remote", "add", "-f", "-d", name, url);
      if (store) await theirs(cwd, "remote", "modify", name, "endpointurl", store.inner);
      return name;
    };
    const onRemote = async (name: string) => {
      if (!store) return namesBelow(join(dvc.home, "remotes", name));
      const xml = await (await fetch(`${store.inner}/bucket?list-type=2&prefix=${name}/`)).text();
      return [...xml.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) => key.slice(name.length + 1)).sort();
    };
    /** As a colleague has it: the files of git, and nothing of the data. */
    const clone = (from: string) => {
      const to = join(dvc.home, `clone${kind}${++made}`);
      cpSync(from, to, { recursive: true, filter: (path) => !/\/\.dvc\/(cache|tmp)$/.test(path) });
      for (const line of readFileSync(join(to, ".gitignore"), "utf8").split("\n"))
        if (line.startsWith("/")) rmSync(join(to, line), { recursive: true, force: true });
      return to;
    };
    /** Nothing of the data differs; that git has not committed the files is no matter. */
    const clean = async (cwd: string) => {
      assert.deepEqual(JSON.parse(await theirs(cwd, "status", "--json")), {});
      const { committed: _, ...rest } = JSON.parse(await theirs(cwd, "data", "status", "--json")) as {
        committed?: object;
      };
      assert.deepEqual(rest, {});
    };
    const write = (cwd: string, files: Readonly<Record<string, string>>) => {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(join(cwd, name, ".."), { recursive: true });
        writeFileSync(join(cwd, name), text);
      }
    };
    const same = (a: string, b: string) => execFileSync("diff", ["-r", a, b], { encoding: "utf8" });

    before(async function () {
      dvc = await startDvc(this);
      if (kind === "S3") {
        store = await startStore(dvc.python);
        await fetch(`${store.inner}/bucket`, { method: "PUT" });
      }
      first = await dvc.repository(`first${kind}`);
      write(first, { "data/a.txt": "a", "data/sub/ö b.txt": "b", "data/empty": "", "data/again": "a", "one.bin": "1" });
      await theirs(first, "add", "data", "one.bin");
      await theirs(first, "config", "core.autostage", "true");
    });
    after(async () => {
      await store?.stop();
      await dvc?.stop();
    });

    it("what we push dvc pulls; the remote holds what dvc would have put there", async () => {
      const name = await remote(first);
      assert.equal(await ours(first, "push"), "5 files pushed\n");
      const there = await clone(first);
      await theirs(there, "pull");
      same(join(first, "data"), join(there, "data"));
      await clean(there);
      const mine = await onRemote(name);
      const other = await remote(first);
      await theirs(first, "push");
      assert.deepEqual(mine, await onRemote(other));
      assert.equal(await ours(first, "push"), "Everything is up to date.\n");
    });

    it("what dvc pushes we pull; dvc finds nothing to say about it", async () => {
      await remote(first);
      await theirs(first, "push");
      const there = clone(first);
      const said = await ours(there, "pull");
      assert.match(said, /^A {7}data\nA {7}one\.bin\n5 files fetched\n$/);
      same(join(first, "data"), join(there, "data"));
      await clean(there);
      assert.match(await theirs(there, "status", "-c"), /in sync/);
      assert.equal(await ours(there, "pull"), "Everything is up to date.\n");
    });

    it("one pushes what the other has changed, and back", async () => {
      await remote(first);
      await ours(first, "push");
      const there = clone(first);
      await theirs(there, "pull");
      write(there, { "data/new.txt": "new", "data/a.txt": "other" });
      await theirs(there, "add", "data");
      assert.equal(await ours(there, "push"), "3 files pushed\n");
      cpSync(join(there, "data.dvc"), join(first, "data.dvc"));
      await theirs(first, "pull", "-f");
      same(join(first, "data"), join(there, "data"));
      write(first, { "data/third.txt": "third" });
      await theirs(first, "add", "data");
      await theirs(first, "push");
      cpSync(join(first, "data.dvc"), join(there, "data.dvc"));
      assert.match(await ours(there, "pull"), /^M {7}data\n2 files fetched\n$/);
      same(join(first, "data"), join(there, "data"));
      await clean(there);
    });

    it("fetch leaves the workspace alone; targets may be inside a folder", async () => {
      await remote(first);
      await theirs(first, "push");
      const there = clone(first);
      assert.equal(await ours(there, "fetch", "data/sub"), "2 files fetched\n");
      assert.ok(!existsSync(join(there, "data")));
      assert.equal(await ours(there, "pull", "data/a.txt"), "A       data/a.txt\n1 file fetched\n");
      assert.deepEqual(namesBelow(join(there, "data")), ["a.txt"]);
      await theirs(there, "checkout", "data/sub/ö b.txt");
      assert.equal(await ours(there, "fetch", "one.bin.dvc"), "1 file fetched\n");
    });

    it("an out with a remote of its own goes there, one with push: false nowhere", async () => {
      const there = await dvc.repository(`outs${kind}`);
      write(there, { "a.txt": `a${kind}`, "b.txt": `b${kind}`, "c.txt": `c${kind}` });
      await theirs(there, "add", "a.txt", "b.txt", "c.txt");
      const special = await remote(there);
      const usual = await remote(there);
      writeFileSync(
        join(there, "b.txt.dvc"),
        `${readFileSync(join(there, "b.txt.dvc"), "utf8")}  remote: ${special}\n`,
      );
      writeFileSync(join(there, "c.txt.dvc"), `${readFileSync(join(there, "c.txt.dvc"), "utf8")}  push: false\n`);
      assert.equal(await ours(there, "push"), "2 files pushed\n");
      assert.deepEqual([(await onRemote(special)).length, (await onRemote(usual)).length], [1, 1]);
      assert.equal((await dvc.runWith(keys, there, "push")).stdout.trim(), "Everything is up to date.");
      const far = clone(there);
      const pulled = await own(far, "pull");
      assert.equal(pulled.code, 1, "c is nowhere");
      assert.deepEqual(
        [existsSync(join(far, "a.txt")), existsSync(join(far, "b.txt")), existsSync(join(far, "c.txt"))],
        [true, true, false],
      );
      assert.match(pulled.stderr, /^tidemark: c\.txt: is not on /);
    });

    it("entries of dvc 2 lie where dvc 2 looked for them", async () => {
      const there = await dvc.repository(`old${kind}`);
      write(there, { "old.txt": "line\r\n", "new.txt": "line\r\n" });
      await theirs(there, "add", "new.txt");
      const legacy = execFileSync(dvc.python, ["-c", "import hashlib;print(hashlib.md5(b'line\\n').hexdigest())"], {
        encoding: "utf8",
      }).trim();
      writeFileSync(join(there, "old.txt.dvc"), `outs:\n- md5: ${legacy}\n  size: 6\n  path: old.txt\n`);
      writeFileSync(join(there, ".gitignore"), "/new.txt\n/old.txt\n");
      await theirs(there, "commit", "-f", "old.txt.dvc");
      const name = await remote(there);
      assert.equal(await ours(there, "push"), "2 files pushed\n");
      assert.ok((await onRemote(name)).includes(`${legacy.slice(0, 2)}/${legacy.slice(2)}`));
      const far = clone(there);
      await theirs(far, "pull");
      rmSync(join(far, "old.txt"));
      rmSync(join(far, ".dvc/cache"), { recursive: true });
      await ours(far, "pull");
      assert.equal(readFileSync(join(far, "old.txt"), "utf8"), "line\r\n");
      await clean(far);
    });

    it("branches, tags and commits: the remote holds what it holds after dvc", async () => {
      const there = await dvc.repository(`revs${kind}`);
      const scopes = [[], ["-a"], ["-T"], ["-A"], ["-a", "-T"]];
      const remotes: [string, string][] = [];
      for (const _ of scopes) remotes.push([await remote(there), await remote(there)]);
      const measured = `stages:
  each:
    foreach: [a, b]
    do:
      cmd: cp v.txt o-\${item}.txt && echo 1 > m-\${item}.json
      deps: [v.txt]
      outs: ["o-\${item}.txt"]
      metrics: [{"m-\${item}.json": {cache: false}}]
`;
      // dvc reads the configuration of each commit
      const version = async (text: string) => {
        write(there, { "v.txt": `${text}${kind}`, "dvc.yaml": measured });
        await theirs(there, "add", "v.txt");
        await theirs(there, "repro");
        dvc.git(there, "add", "-A");
        dvc.git(there, "commit", "-q", "-m", text);
      };
      await version("one");
      await version("two");
      dvc.git(there, "tag", "t1");
      await version("three");
      dvc.git(there, "checkout", "-q", "-b", "side");
      await version("four");
      dvc.git(there, "checkout", "-q", "-");
      await theirs(there, "checkout");
      for (const [i, flags] of scopes.entries()) {
        const [mine, real] = remotes[i] as [string, string];
        await ours(there, "push", "-r", mine, ...flags);
        await theirs(there, "push", "-r", real, ...flags);
        assert.deepEqual(await onRemote(mine), await onRemote(real), flags.join(" "));
        const far = join(dvc.home, `far${kind}${++made}`);
        dvc.git(dvc.home, "clone", "-q", there, far);
        if (flags.length === 0 || flags.includes("-a")) dvc.git(far, "branch", "side", "origin/side");
        await ours(far, "fetch", "-r", real, ...flags);
        assert.deepEqual(
          namesBelow(join(far, ".dvc/cache")),
          (await onRemote(real)).sort(),
          `fetch ${flags.join(" ")}`,
        );
      }
    });

    it("runs of stages go with --run-cache, both ways", async () => {
      const there = await dvc.repository(`runs${kind}`);
      write(there, {
        "in.txt": kind,
        "dvc.yaml": "stages:\n  s:\n    cmd: cat in.txt > out.txt\n    deps: [in.txt]\n    outs: [out.txt]\n",
      });
      await theirs(there, "repro");
      const mine = await remote(there);
      await ours(there, "push", "--run-cache");
      const real = await remote(there);
      await theirs(there, "push", "--run-cache");
      assert.deepEqual(await onRemote(mine), await onRemote(real));
      assert.ok((await onRemote(mine)).some((name) => name.startsWith("runs/")));
      rmSync(join(there, ".dvc/cache"), { recursive: true });
      rmSync(join(there, "dvc.lock"));
      await ours(there, "fetch", "--run-cache");
      rmSync(join(there, "out.txt"));
      assert.match(await theirs(there, "repro", "--pull"), /cached/);
      assert.equal(readFileSync(join(there, "out.txt"), "utf8"), kind);
    });

    it("what the remote lacks is named, the rest comes; dvc too knows what is missing", async () => {
      const name = await remote(first);
      await ours(first, "push");
      const there = clone(first);
      const [victim = ""] = (await onRemote(name)).filter((each) => !each.endsWith(".dir"));
      if (store) await erase(store, `${name}/${victim}`);
      else rmSync(join(dvc.home, "remotes", name, victim));
      const { code, stderr } = await own(there, "pull");
      assert.equal(code, 1);
      assert.match(stderr, /is not on /);
      assert.ok(namesBelow(there).filter((each) => /^(data\/|one\.bin$)/.test(each)).length >= 2);
      await ours(first, "push");
      assert.ok(existsSync(join(there, ".dvc")));
    });

    it("status -c says what dvc's says", async () => {
      const name = await remote(first);
      const compare = async (...flags: string[]) => {
        const mine = JSON.parse(await ours(first, "status", "-c", "--json", ...flags)) as object;
        assert.deepEqual(mine, JSON.parse(await theirs(first, "status", "-c", "--json", ...flags)));
        return mine;
      };
      assert.ok(Object.values(await compare()).every((state) => state === "new"));
      await ours(first, "push", "data");
      assert.deepEqual(Object.keys(await compare()), ["one.bin"]);
      await ours(first, "push");
      assert.deepEqual(await compare(), {});
      assert.deepEqual(await compare("-r", name, "one.bin"), {});
      const [file = ""] = namesBelow(join(first, ".dvc/cache/files/md5")).filter((each) => each.startsWith("c4/"));
      assert.ok(file !== "");
      const bytes = readFileSync(join(first, ".dvc/cache/files/md5", file));
      rmSync(join(first, ".dvc/cache/files/md5", file));
      assert.deepEqual(Object.values(await compare()), ["deleted"]);
      writeFileSync(join(first, ".dvc/cache/files/md5", file), bytes, { mode: 0o444 });
    });

    it("gc -c leaves on the remote what dvc's leaves", async () => {
      const there = await dvc.repository(`gc${kind}`);
      const pairs = [await remote(there), await remote(there)] as const;
      for (const text of ["one", "two", "three"]) {
        write(there, { "v.txt": text, "d/x": `${text}x` });
        await theirs(there, "add", "v.txt", "d");
        for (const name of pairs) await theirs(there, "push", "-r", name);
      }
      assert.equal((await onRemote(pairs[0])).length, 9);
      const dry = await ours(there, "gc", "-w", "-c", "-r", pairs[0], "--dry");
      assert.match(dry, /would remove 6 objects, .*, and 6 from /);
      assert.equal((await onRemote(pairs[0])).length, 9);
      await theirs(there, "gc", "-w", "-f", "-c", "-r", pairs[1]);
      await ours(there, "gc", "-w", "-f", "-c", "-r", pairs[0]);
      assert.deepEqual(await onRemote(pairs[0]), await onRemote(pairs[1]));
      assert.equal((await onRemote(pairs[0])).length, 3);
    });
  });
