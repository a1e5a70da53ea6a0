import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isList, isMap } from "../../../src/core/dvc/mapKeys";
import { ValueFiles } from "../../../src/core/dvc/pipeline/files/valueFile";
import { buildGraph } from "../../../src/core/dvc/pipeline/graph";
import type { Fault, Pipeline, Target } from "../../../src/core/dvc/pipeline/resolved";
import { resolvePipeline } from "../../../src/core/dvc/pipeline/resolvePipeline";
import type { ParsingConfig } from "../../../src/core/dvc/pipeline/templating/toText";
import { floatText } from "../../../src/core/dvc/pythonFloat";
import { type Value, WholeFloat } from "../../../src/core/dvc/values";
import { readYaml } from "../../../src/core/yaml/readYaml";
import { rootAbove } from "../../cli/tidemark";
import { type Dvc, startDvc } from "./dvc";

interface GrammarCase {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Lines of .dvc/config. */
  readonly config?: string;
  /** dvc refuses it; a pattern for what we say. */
  readonly says?: string;
  /** dvc takes it, or stops inside itself, and we do otherwise. */
  readonly onPurpose?: "we refuse" | "we take it";
}

interface Theirs {
  readonly root: string;
  readonly error?: string;
  readonly crash?: string;
  readonly stages?: unknown;
  readonly graph?: unknown;
}

const cases = readYaml(
  readFileSync(join(rootAbove(__dirname), "test/interop/dvc/grammarCases.yaml"), "utf8"),
) as GrammarCase[];

describe("dvc.yaml as dvc reads it", function () {
  this.timeout(300_000);
  let dvc: Dvc;
  let theirs: readonly Theirs[];

  before(async function () {
    dvc = await startDvc(this);
    theirs = (await dvc.ask("stagesOf", cases)) as readonly Theirs[];
  });
  after(() => dvc?.stop());

  cases.forEach((given, i) => {
    it(given.name, async () => {
      const their = theirs[i] as Theirs;
      const ours = await resolveAll(given, their.root);
      const refused = their.error ?? their.crash;
      if (given.onPurpose === "we take it") {
        assert.ok(refused !== undefined, "dvc refuses it");
        assert.deepEqual(ours.errors, []);
        return;
      }
      if (given.says === undefined) {
        assert.deepEqual(ours.errors, [], `dvc took it: ${refused ?? "yes"}`);
        assert.equal(refused, undefined);
        assert.deepEqual(ours.stages, their.stages);
        assert.deepEqual(ours.graph, their.graph);
        return;
      }
      if (given.onPurpose === "we refuse") assert.equal(their.error, undefined, "dvc takes it");
      else assert.ok(refused !== undefined, `dvc refuses it: ${JSON.stringify(their.stages)}`);
      assert.match(ours.errors[0] ?? "", new RegExp(given.says), `dvc says: ${refused}`);
      assert.ok(
        ours.errors.every((each) => !each.includes("\n")),
        "a line each",
      );
    });
  });
});

async function resolveAll({ files, config }: GrammarCase, root: string) {
  const texts = new Map(Object.entries(files).map(([path, text]) => [path, text.replaceAll("{ROOT}", root)]));
  const values = new ValueFiles((file) => texts.get(file));
  const parsing: ParsingConfig = {
    ...(config?.includes("boolean_optional") ? { bool: "boolean_optional" } : {}),
    ...(config?.includes("append") ? { list: "append" } : {}),
  };
  const pipelines: Pipeline[] = [];
  for (const [file, text] of texts)
    if (/(?:^|\/)dvc\.yaml$/.test(file))
      pipelines.push(await resolvePipeline({ file, text, files: values, root, config: parsing }));
  const graph = buildGraph({ pipelines });
  const said = (fault: Fault) => `${fault.file}:${fault.place.line}:${fault.place.column}: ${fault.message}`;
  const faults = [...pipelines.flatMap((each) => each.faults), ...graph.faults];
  return {
    errors: faults.filter(({ severity }) => severity === "error").map(said),
    stages: pipelines
      .flatMap(({ stages }) => stages)
      .map((stage) => ({
        address: stage.address,
        cmd: plain(stage.cmd),
        wdir: stage.wdir || ".",
        deps: stage.deps.map(({ path, target }) => ({ path, target: targetText(target) })),
        params: stage.params.map(({ path, file, names }) => ({ path, file, names })),
        outs: stage.outs.map((out) => ({
          path: out.path,
          target: targetText(out.target),
          kind: out.kind,
          cache: out.cache,
          persist: out.persist,
          push: out.push,
          remote: out.remote ?? null,
          plot: plain(out.plot ?? {}),
          annotation: plain(
            Object.fromEntries(
              (["desc", "type", "labels", "meta"] as const).flatMap((key) =>
                out[key] === undefined ? [] : [[key, out[key] as Value]],
              ),
            ),
          ),
        })),
        frozen: stage.frozen,
        always_changed: stage.alwaysChanged,
        desc: stage.desc ?? null,
        meta: plain(stage.meta ?? null),
        vars: plain(stage.vars),
      }))
      .sort((a, b) => (a.address < b.address ? -1 : 1)),
    graph: [...graph.needs]
      .flatMap(([address, needed]) => needed.map((each) => [address, each]))
      .sort((a, b) => (a.join("\n") < b.join("\n") ? -1 : 1)),
  };
}

function targetText(target: Target): string {
  return target.kind === "local" ? target.path || "." : target.url;
}

/** As stagesOf.py writes values. */
function plain(value: Value): unknown {
  if (value instanceof WholeFloat) return { float: floatText(value.value) };
  if (typeof value === "bigint") return { int: String(value) };
  if (typeof value === "number") return Number.isInteger(value) ? { int: String(value) } : { float: floatText(value) };
  if (isList(value)) return value.map(plain);
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
  return value;
}
