import { invalid, notFound } from "../../../shared/apiError";
import { integer, list, object, optional, type Reader, string } from "../../../shared/readers";
import { ok, type Route } from "../../kernel/http/route";
import type { Runs } from "../runs";
import type { Launches, LaunchProcess, NewLaunch } from "./launches";
import type { Provenance } from "./provenance";

const launchId: Reader<string> = (value, at) => {
  const id = string(value, at);
  return /^[\w-]{8,64}$/.test(id) ? id : invalid(`${at}: expected 8 to 64 letters, digits and dashes`);
};

const readLaunch = object<NewLaunch>({
  id: optional(launchId) as Reader<string>,
  command: list(string),
  cwd: string,
  python: optional(string) as Reader<string>,
  process: optional(
    object<LaunchProcess>({
      pid: integer,
      started: optional(string) as Reader<string>,
      place: optional(string) as Reader<string>,
    }),
  ) as Reader<LaunchProcess>,
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
        const { id } = await launches.register(readLaunch(body, "body"));
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
