import { number, object, optional, type Reader } from "../../shared/readers";
import { ok, okNumbers, type Request, type Route } from "../kernel/http/route";
import type { Rollouts } from "./rollouts";
import { tryDeployment } from "./tryDeployment";

const one = "/api/tidemark/v1/deployments/{name}";
const anything: Reader<unknown> = (value) => value;
const readSince = object({ since: optional(number, 0) });
const readTry = object({ body: anything });

/** What the page of a deployment asks for beyond what commands ask. */
export function deploymentPageRoutes(rollouts: Rollouts): Route[] {
  return [
    {
      method: "GET",
      path: `${one}/live`,
      handle: async (request) => okNumbers(await rollouts.live(nameIn(request), readSince(request.body, "").since)),
    },
    { method: "GET", path: `${one}/form`, handle: async (request) => ok(await rollouts.form(nameIn(request))) },
    {
      method: "POST",
      path: `${one}/predict`,
      async handle(request) {
        const { body } = readTry(request.body, "body");
        return ok(await tryDeployment(await rollouts.address(nameIn(request)), JSON.stringify(body)));
      },
    },
  ];
}

function nameIn({ params }: Request): string {
  return params.name ?? "";
}
