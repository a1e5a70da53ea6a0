import type { RunTables } from "../../runtime/tables/tables";
import { list, object, optional, string } from "../../shared/readers";
import type { Call } from "../verb";

interface Inputs {
  readonly run: {
    readonly inputs?:
      | {
          readonly dataset_inputs?:
            | readonly { readonly dataset: { readonly name: string; readonly source: string } }[]
            | undefined;
        }
      | undefined;
  };
}

const readRun = object<Inputs>({
  run: object({
    inputs: optional(
      object({
        dataset_inputs: optional(list(object({ dataset: object({ name: string, source: string }) }))),
      }),
    ),
  }),
});

/** What runs have, by the routes of the runtime. */
export function runTables(door: Call["door"]): RunTables {
  return {
    async datasets(run) {
      const reply = await (await door()).call("GET", `/api/2.0/mlflow/runs/get?run_id=${encodeURIComponent(run)}`);
      return (readRun(reply, "reply").run.inputs?.dataset_inputs ?? []).map(({ dataset }) => dataset);
    },
    async artifact(run, path) {
      const asked = new URLSearchParams({ run_id: run, path });
      const { body } = await (await door()).open("GET", `/get-artifact?${asked}`);
      const parts: Buffer[] = [];
      for await (const part of body) parts.push(Buffer.from(part as Uint8Array));
      return Buffer.concat(parts);
    },
  };
}
