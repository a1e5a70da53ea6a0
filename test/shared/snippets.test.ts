import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { requestSnippet } from "../../src/shared/snippets";

const run = promisify(execFile);
const url = "http://127.0.0.1:8420/predict";
/** What a shell, a Python or a JavaScript could take for its own. */
const nasty = JSON.stringify({
  features: { "it's": '$HOME `id` \\ "quoted" \u2028 ü 😀', none: null, yes: true, no: [], number: -1.5e-7 },
});
/** No double holds it. */
const long = '{"features": {"id": 9007199254740993}, "user_id": "u1"}';

describe("Code to copy for a request", () => {
  it("is a line that a shell hands on to curl as it was meant", async () => {
    for (const body of [nasty, long]) {
      const { stdout } = await run("bash", [
        "-c",
        `curl() { printf '%s\\0' "$@"; }\n${requestSnippet("curl", url, body)}`,
      ]);
      assert.deepEqual(stdout.split("\0").slice(0, -1), [url, "-H", "content-type: application/json", "-d", body]);
    }
  });

  it("is JavaScript that sends just that", async () => {
    const fake =
      "globalThis.fetch = async (url, { body }) => { process.stderr.write(body); return { ok: true, json: async () => url }; };\n";
    for (const body of [nasty, long]) {
      const program = fake + requestSnippet("typescript", url, body);
      const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "-e", program]);
      assert.deepEqual([stdout.trim(), stderr], [url, body]);
    }
  });

  it("is Python that sends just that", async () => {
    const python = process.env.TIDEMARK_PYTHON ?? "python3";
    const isThere = await run(python, ["--version"]).then(
      () => true,
      () => false,
    );
    if (!isThere) {
      process.stdout.write("skipped: no python3\n");
      return;
    }
    const fake = `import json, sys, types
class Answer:
    raise_for_status = lambda self: None
    json = lambda self: "sent"
def post(url, json=None, data=None, headers=None, timeout=None):
    import json as j
    sys.stderr.write(data if data is not None else j.dumps(json))
    return Answer()
sys.modules["requests"] = types.ModuleType("requests")
sys.modules["requests"].post = post
`;
    for (const body of [nasty, long]) {
      const { stdout, stderr } = await run(python, ["-c", fake + requestSnippet("python", url, body)]);
      assert.equal(stdout.trim(), "sent");
      assert.deepEqual(JSON.parse(stderr), JSON.parse(body));
      if (body === long) assert.equal(stderr, long);
    }
  });
});
