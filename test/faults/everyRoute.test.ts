import assert from "node:assert/strict";
import { createStillControl } from "../../src/runtime/kernel/control";
import type { Route } from "../../src/runtime/kernel/http/route";
import { composeRooms, createMemoryKernel } from "../../src/runtime/main";
import { projectLooks } from "../../src/runtime/projectLooks";
import { type Listening, serveRoutes } from "../runtime/kernel/http/listening";
import { temporaryFolder } from "../runtime/kernel/temporary";

/** Every route of every room behind the real server; what they were not made for must not surprise them. */
describe("every route", () => {
  const token = "t".repeat(43);
  const commits: string[] = [];
  let server: Listening;
  let routes: readonly Route[];

  before(async () => {
    const kernel = createMemoryKernel(temporaryFolder());
    const store = Object.create(kernel.store, {
      commit: {
        value: (...args: Parameters<typeof kernel.store.commit>) => {
          commits.push(JSON.stringify(args[0]).slice(0, 200));
          return kernel.store.commit(...args);
        },
      },
    }) as typeof kernel.store;
    const ignored = () => undefined;
    const log = { debug: ignored, info: ignored, warn: ignored, error: ignored };
    const looks = projectLooks(kernel.places.workspace); // on a thread of their own, where there is its file
    const isLook = (route: Route) => looks.some(({ method, path }) => method === route.method && path === route.path);
    const all = composeRooms({ ...kernel, store, log }, createStillControl(0)).routes;
    assert.equal(all.filter(isLook).length, looks.length);
    routes = [...all.filter((route) => !isLook(route)), ...looks];
    server = await serveRoutes(routes, { token });
  });
  after(() => server.close());

  const addressOf = (route: Route, word = "0") => route.path.replaceAll(/\{[^}]+\}/g, word);

  async function ask(route: Route, path: string, options: { body?: string; headers?: Record<string, string> } = {}) {
    const { body, headers = {} } = options;
    const reply = await fetch(server.url + path, {
      method: route.method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
      ...(body === undefined || route.method === "GET" ? {} : { body }),
      redirect: "manual",
      signal: AbortSignal.timeout(10_000),
    });
    if (reply.headers.get("content-type")?.startsWith("text/event-stream")) {
      await reply.body?.cancel();
      return { status: reply.status, text: "" };
    }
    return { status: reply.status, text: await reply.text() };
  }

  it("asks for the token, but for those that are open", async () => {
    const open = [];
    for (const route of routes) {
      const { status } = await ask(route, addressOf(route), { headers: { authorization: "Bearer no" } });
      if (status !== 401) open.push(`${route.method} ${route.path}`);
    }
    assert.deepEqual(open, ["GET /health", "GET /version", "GET /api/tidemark/v1/nonce"]);
  });

  it("refuses pages and names of elsewhere, open or not", async () => {
    for (const route of routes)
      for (const origin of ["http://evil.example", "null"]) {
        const { status } = await ask(route, addressOf(route), { headers: { origin } });
        assert.equal(status, 403, `${route.method} ${route.path} from ${origin}`);
      }
  });

  it("changes nothing when it is a GET", async () => {
    commits.length = 0;
    for (const route of routes.filter(({ method }) => method === "GET"))
      for (const query of [
        "",
        "?run_id=0&experiment_id=0&name=x&path=x&metric_key=a&key=a&value=1&filter=x&max_results=1",
      ])
        await ask(route, addressOf(route) + query);
    assert.deepEqual(commits, []);
  });

  it("answers what is no message, or a wrong one, with a 4xx that says what is wrong", async () => {
    const wrong = ["[]", "5", '"text"', "null", "true", "{", "[[[]]]"];
    const nonsense = [
      5,
      "x",
      [],
      {},
      null,
      true,
      -1,
      1e308,
      ["a", 1, null, {}],
      { a: [] },
      "\0",
      "x".repeat(10_000),
      [[]],
      [null],
    ];
    const names = [
      ..."run_id run_uuid experiment_id name key value timestamp step metrics params tags filter max_results order_by page_token".split(
        " ",
      ),
      ..."experiment_ids run_view_type view_type model_id models datasets version alias stage source artifact_path path url".split(
        " ",
      ),
      ..."filter_string locations trace_id trace_ids request_ids trace info assessment query kind records dataset_id events".split(
        " ",
      ),
    ];
    const runs = routes.find(({ path }) => path === "/api/2.0/mlflow/runs/create") as Route;
    const created = await ask(runs, runs.path, { body: '{"experiment_id":"0"}' });
    const { run_id } = (JSON.parse(created.text) as { run: { info: { run_id: string } } }).run.info;
    const there = { run_id, run_uuid: run_id, experiment_id: "0", experiment_ids: ["0"] };
    const filled = nonsense.map((value) => Object.fromEntries(names.map((name) => [name, value])));
    const bodies = [
      ...wrong,
      ...filled.flatMap((body) => [body, { ...body, ...there }]).map((body) => JSON.stringify(body)),
    ];
    const failures: string[] = [];
    for (const route of routes)
      for (const body of bodies) {
        const { status, text } = await ask(route, addressOf(route), { body });
        if (status >= 500 && status !== 501)
          failures.push(`${route.method} ${route.path} ${body.slice(0, 60)} → ${status}`);
        if (status >= 400) {
          const said = JSON.parse(text) as { error_code?: unknown; message?: unknown };
          if (typeof said.error_code !== "string" || typeof said.message !== "string" || said.message.length > 2000)
            failures.push(`${route.method} ${route.path} says ${text.slice(0, 100)}`);
        }
      }
    assert.deepEqual(failures, []);
  }).timeout(120_000);

  it("takes any text for a name in its address", async () => {
    const words = [
      "%00",
      "%2e%2e",
      "..%2f..%2fetc%2fpasswd",
      "%5c..%5c",
      "__proto__",
      "constructor",
      "%E2%80%AE",
      "%ff",
      "a".repeat(5000),
      "%F0%9F%98%80",
      "-1",
      "%25%32%65",
    ];
    const failures: string[] = [];
    for (const route of routes.filter(({ path }) => path.includes("{")))
      for (const word of words) {
        const { status } = await ask(route, addressOf(route, word), { body: "{}" });
        if (status >= 500 && status !== 501)
          failures.push(`${route.method} ${route.path} ${word.slice(0, 40)} → ${status}`);
      }
    assert.deepEqual(failures, []);
  }).timeout(60_000);
});
