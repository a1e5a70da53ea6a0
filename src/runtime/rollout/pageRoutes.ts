import { number, object, optional, string } from "../../shared/readers";
import { ok, okNumbers, type Request, type Route } from "../kernel/http/route";
import type { Rollouts } from "./rollouts";
import { tryDeployment } from "./tryDeployment";

const one = "/api/tidemark/v1/deployments/{name}";
const readSince = object({ since: optional(number, 0) });
/** The JSON of a request as it was typed: parsed here, its long numbers would not be what they were. */
const readTry = object({ text: string });

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
        const { text } = readTry(request.body, "body");
        return ok(await tryDeployment(await rollouts.address(nameIn(request)), text));
      },
    },
  ];
}

function nameIn({ params }: Request): string {
  return params.name ?? "";
}
