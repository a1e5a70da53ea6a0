import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readDeploymentFile } from "../../../src/core/rollout/deploymentFile";
import { deploymentJsonSchema } from "../../../src/core/rollout/deploymentSchema";
import { rootAbove } from "../../cli/tidemark";

const documents = ["README.md", "docs/deployments.md"].map((name) => ({
  name,
  text: readFileSync(join(rootAbove(__dirname), name), "utf8"),
}));

/** Every key and every word that a file may have. */
function wordsOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(wordsOf);
  if (typeof schema !== "object" || schema === null) return [];
  const { properties, enum: words } = schema as { readonly properties?: object; readonly enum?: readonly string[] };
  return [...Object.keys(properties ?? {}), ...(words ?? []), ...Object.values(schema).flatMap(wordsOf)];
}

describe("what is written about deployments", () => {
  for (const { name, text } of documents)
    for (const [i, [, file = ""]] of [...text.matchAll(/^```yaml\n(apiVersion[\s\S]*?)^```/gm)].entries())
      it(`has a sound file as number ${i + 1} of ${name}`, () =>
        assert.deepEqual(readDeploymentFile(file).findings, []));

  it("names all that a file may have", () => {
    const all = documents.map(({ text }) => text).join("");
    const known = [...new Set(wordsOf(deploymentJsonSchema()))];
    assert.ok(known.includes("prediction-drift-ks") && known.includes("minOutcomes"), "the schema is read");
    assert.deepEqual(
      known.filter((word) => !new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(all)),
      [],
    );
  });
});
