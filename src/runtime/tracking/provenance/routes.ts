import { notFound } from "../../../shared/apiError";
import { list, object, optional, type Reader, string } from "../../../shared/readers";
import { ok, type Route } from "../../kernel/http/route";
import type { Runs } from "../runs";
import type { Launches } from "./launches";
import type { Provenance } from "./provenance";

const readLaunch = object<{ readonly command: readonly string[]; readonly cwd: string; readonly python?: string }>({
  command: list(string),
  cwd: string,
  python: optional(string) as Reader<string>,
});

interface Rooms {
  readonly launches: Launches;
  readonly provenance: Provenance;
  readonly runs: Runs;
}

export function provenanceRoutes({ launches, provenance, runs }: Rooms): Route[] {
  return [
    {
      method: "POST",
      path: "/api/tidemark/v1/launches",
      async handle({ body }) {
        const { command, cwd, python } = readLaunch(body, "body");
        const { id } = await launches.register(command, cwd, python);
        return ok({ id });
      },
    },
    {
      method: "GET",
      path: "/api/tidemark/v1/runs/{id}/provenance",
      async handle({ params }) {
        const { run_id } = runs.get(params.id ?? "");
        return ok((await provenance.find(run_id)) ?? notFound(`Provenance of run '${run_id}'`));
      },
    },
  ];
}
