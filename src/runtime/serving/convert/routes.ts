import { isAbsolute } from "node:path";
import { ApiError, invalid } from "../../../shared/apiError";
import { integer, object, optional, string } from "../../../shared/readers";
import { ok, type Request, type Route } from "../../kernel/http/route";
import type { Kernel } from "../../kernel/kernel";
import { actorOf } from "../../registry/registry";
import { isModelAddress } from "../modelPlaces";
import type { Conversions, ConvertAsked } from "./conversions";

const options = {
  python: optional(string),
  output: optional(string),
  example: optional(string),
  timeout_seconds: optional(integer, 600),
};
const readBody = object({ model: string, ...options });
const readOptions = object(options);

/** Jobs that convert a model: of any address or path, or of a registered version. */
export function convertRoutes(conversions: Conversions, { jobs }: Kernel): Route[] {
  const start = (asked: ConvertAsked, request: Request) => {
    checkNear(request);
    check(asked);
    const by = actorOf(request);
    const id = jobs.start("convert", `Convert ${asked.model} to ONNX`, (report, signal) =>
      conversions.convert(asked, { report, signal, by }),
    );
    return ok({ job: id });
  };
  return [
    {
      method: "POST",
      path: "/api/tidemark/v1/convert",
      handle(request) {
        const { timeout_seconds: seconds, ...asked } = readBody(request.body, "body");
        return start({ ...asked, seconds } as ConvertAsked, request);
      },
    },
    {
      method: "POST",
      path: "/api/tidemark/v1/models/{name}/versions/{version}/convert",
      handle(request) {
        const { timeout_seconds: seconds, ...asked } = readOptions(request.body, "body");
        const { name = "", version = "" } = request.params;
        return start({ ...asked, model: `models:/${name}/${version}`, seconds } as ConvertAsked, request);
      },
    },
  ];
}

/** To convert is to run the model's own code: that is for who sits here, not for every client that has the token. */
function checkNear({ peer }: Request): void {
  if (peer !== undefined && !/^(::1|(::ffff:)?127(\.\d+){3})$/.test(peer.address))
    throw new ApiError(
      "PERMISSION_DENIED",
      "A model is converted by running its code, which only this machine may ask for",
    );
}

function check({ model, output, example, seconds }: ConvertAsked): void {
  if (!isModelAddress(model) && !isAbsolute(model))
    invalid(`model: '${model}' is neither an address nor an absolute path`);
  for (const [name, path] of Object.entries({ output, example }))
    if (path !== undefined && !isAbsolute(path)) invalid(`${name}: '${path}' is no absolute path`);
  if (output !== undefined && !/\.onnx$/i.test(output)) invalid(`output: '${output}' does not end in .onnx`);
  if (seconds < 1) invalid("timeout_seconds: expected 1 or more");
}
