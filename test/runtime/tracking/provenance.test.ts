import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryKernel } from "../../../src/runtime/main";
import { versionsIn } from "../../../src/runtime/tracking/provenance/dataVersions";
import { withoutSecrets } from "../../../src/runtime/tracking/provenance/gitFacts";
import { findPeerProcess, socketIn } from "../../../src/runtime/tracking/provenance/peerProcess";
import { readStarted, shownCommand } from "../../../src/runtime/tracking/provenance/pythonCommand";
import { findTrackingLine } from "../../../src/runtime/tracking/provenance/scriptLine";
import { type Client, clientOf, pairs } from "./client";

describe("where a run came from", () => {
  let folder: string;
  let client: Client;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tidemark-provenance-"));
    client = clientOf(createMemoryKernel(folder));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.org", ...args], { cwd: folder }).toString();

  async function provenanceOf(run: string) {
    for (let i = 0; i < 100; i++) {
      const answer = await client.call("GET", `/api/tidemark/v1/runs/${run}/provenance`);
      if (answer.status === 200) return answer;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return assert.fail("nothing was written down about the run");
  }

  it("tells commit, dirty change, script, line, packages and data of a launched run", async () => {
    git("init", "-q", "-b", "work");
    git("remote", "add", "origin", "https://ana:secret@example.org/repo.git");
    writeFileSync(join(folder, "train.py"), "import mlflow\n\nmlflow.start_run()\n");
    git("add", ".");
    git("commit", "-q", "-m", "first");
    writeFileSync(join(folder, "train.py"), "import mlflow\n\nmlflow.start_run()\nprint('changed')\n");
    mkdirSync(join(folder, "data"));
    writeFileSync(
      join(folder, "data/a.csv.dvc"),
      "outs:\n- md5: 0123456789abcdef0123456789abcdef\n  size: 7\n  path: a.csv\n",
    );
    mkdirSync(join(folder, "venv/bin"), { recursive: true });
    writeFileSync(join(folder, "venv/pyvenv.cfg"), "home = /usr/bin\nversion = 3.11.7\n");
    mkdirSync(join(folder, "venv/lib/python3.11/site-packages/scikit_learn-1.5.0.dist-info"), { recursive: true });

    const python = join(folder, "venv/bin/python");
    const launch = await client.call("POST", "/api/tidemark/v1/launches", {
      command: [python, "train.py", "--api-key=hunter2"],
      cwd: folder,
    });
    const run = await client.createRun({
      tags: [
        { key: "tidemark.launch", value: String(launch.at("id")) },
        { key: "mlflow.source.git.branch", value: "said by the client" },
      ],
    });
    const told = await provenanceOf(run);
    const commit = git("rev-parse", "HEAD").trim();
    assert.equal(told.at("commit"), commit);
    assert.equal(told.at("branch"), "work");
    assert.equal(told.at("dirty"), true);
    assert.equal(told.at("remote"), "https://example.org/repo.git");
    assert.equal(told.at("script"), join(folder, "train.py"));
    assert.equal(told.at("line"), 3);
    assert.equal(told.at("python_version"), "3.11.7");
    assert.deepEqual(told.at("data"), [
      { path: "data/a.csv", hash: "0123456789abcdef0123456789abcdef", size: 7, from: "data/a.csv.dvc" },
    ]);

    const { list } = await client.get(`runs/get?run_id=${run}`);
    const tags = pairs(list("run.data.tags"));
    assert.equal(tags.get("mlflow.source.git.commit"), commit);
    assert.equal(tags.get("mlflow.source.git.branch"), "said by the client");
    assert.equal(tags.get("tidemark.source.path"), "train.py");
    assert.ok(!String(tags.get("tidemark.command")).includes("hunter2"));

    const files = join(client.kernel.places.artifacts, "0", run, "artifacts/tidemark");
    assert.equal(told.at("patch_path"), `0/${run}/artifacts/tidemark/uncommitted.patch`);
    const patch = await written(join(files, "uncommitted.patch"));
    assert.match(patch, /^\+print\('changed'\)$/m);
    assert.match(patch, /^# not in git: data\//m);
    assert.equal(await written(join(files, "packages.txt")), "scikit-learn==1.5.0\n");
  });

  it("a launch may bring its id: a task's environment is made before the task starts", async () => {
    const id = "0b5b5f0e-7d3c-4a5c-9d7e-0d1f6a3b2c11";
    const body = { id, command: ["python", "train.py"], cwd: folder };
    assert.equal((await client.call("POST", "/api/tidemark/v1/launches", body)).at("id"), id);
    const again = await client.call("POST", "/api/tidemark/v1/launches", { ...body, id: "../../x" });
    assert.equal(again.status, 400);
  });

  it("leaves a run alone that nobody launched", async () => {
    const run = await client.createRun();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const answer = await client.call("GET", `/api/tidemark/v1/runs/${run}/provenance`);
    assert.equal(answer.status, 404);
  });
});

async function written(path: string): Promise<string> {
  for (let i = 0; i < 100; i++) {
    try {
      return readFileSync(path, "utf8");
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  return assert.fail(`${path} was not written`);
}

describe("a command line", () => {
  it("shows which script it runs", () => {
    assert.deepEqual(readStarted(["python3.11", "-u", "-W", "ignore", "a/train.py", "x.py"], "/w"), {
      script: "/w/a/train.py",
    });
    assert.deepEqual(readStarted(["uv", "run", "train.py"], "/w"), { script: "/w/train.py" });
    assert.deepEqual(readStarted(["python", "-m", "pkg.train", "--lr", "1"], "/w"), { module: "pkg.train" });
    assert.deepEqual(readStarted(["python", "-m", "torch.distributed.run", "--nproc", "2", "t.py"], "/w"), {
      module: "torch.distributed.run",
      script: "/w/t.py",
    });
    assert.deepEqual(readStarted(["python", "-c", "print(1)"], "/w"), {});
  });

  it("keeps secrets to itself", () => {
    const shown = shownCommand([
      "python",
      "t.py",
      "--token",
      "abc",
      "--db-password=x y",
      "MY_API_KEY=1",
      "--lr",
      "0.1",
    ]);
    assert.equal(shown, "python t.py --token *** --db-password=*** MY_API_KEY=*** --lr 0.1");
    assert.equal(withoutSecrets("https://me:pw@host/x.git"), "https://host/x.git");
  });

  it("keeps what only looks like a secret: tokenizers, flags, the script itself", () => {
    for (const line of [
      "python t.py --tokenizer bert --max-tokens 512 --author mika",
      "accelerate launch --use_auth_token train.py --lr 0.1",
      "python t.py --no-auth --depth 6",
    ])
      assert.equal(shownCommand(line.split(" ")), line);
    assert.equal(
      shownCommand(["t", "--dbpass", "x", "--accessToken", "y", "--hf-token=z"]),
      "t --dbpass *** --accessToken *** --hf-token=***",
    );
  });

  it("is kept without its secrets from the beginning", async () => {
    const kernel = createMemoryKernel(tmpdir());
    const command = ["python", "t.py", "--api-key", "sk-123", "--password=x"];
    await clientOf(kernel).call("POST", "/api/tidemark/v1/launches", { command, cwd: tmpdir() });
    const kept = JSON.stringify([...kernel.store.docs("launches").values()]);
    assert.ok(kept.includes("--api-key") && !/sk-123|=x/.test(kept), kept);
  });
});

it("finds the line where a script first speaks to the tracking", () => {
  assert.equal(
    findTrackingLine("import mlflow\n# mlflow.autolog()\ndef log_params(a):\n  pass\nmlflow.autolog()\n"),
    5,
  );
  assert.equal(findTrackingLine("print(1)\n"), undefined);
});

it("finds the socket of a port in the kernel's table", () => {
  const table = [
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
    "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 111 1",
    "   1: 0100007F:D431 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 222 1",
  ].join("\n");
  assert.equal(socketIn(table, 0xd431), "222");
  assert.equal(socketIn(table, 8080), undefined);
});

it("finds the program at the other end of a connection, where the system tells", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const child = spawn(process.execPath, ["-e", `require("net").connect(${port}, "127.0.0.1")`], { cwd: tmpdir() });
  try {
    const [socket] = (await once(server, "connection")) as [Socket];
    const found = await findPeerProcess(socket.remotePort ?? 0);
    if (process.platform !== "linux") return assert.equal(found, undefined);
    assert.equal(found?.pid, child.pid);
    assert.equal(found?.argv[1], "-e");
    assert.equal(found?.cwd, realpathSync(tmpdir()));
    socket.destroy();
  } finally {
    child.kill();
    server.close();
  }
});

it("reads the data versions of a dvc.lock, each path once", () => {
  const lock = {
    schema: "2.0",
    stages: {
      prepare: {
        cmd: "x",
        deps: [{ path: "raw.csv", md5: "a", size: 1 }],
        outs: [{ path: "clean", md5: "b.dir", nfiles: 3 }],
      },
      train: { cmd: "y", deps: [{ path: "clean", md5: "b.dir", nfiles: 3 }], outs: [{ path: "m.pkl", md5: "c" }] },
    },
  };
  const found = versionsIn(lock, (path) => path, "dvc.lock");
  assert.deepEqual(
    found.map(({ path, hash }) => [path, hash]),
    [
      ["raw.csv", "a"],
      ["clean", "b.dir"],
      ["m.pkl", "c"],
    ],
  );
});
