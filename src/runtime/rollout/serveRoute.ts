import { plainName } from "../../core/rollout/plainName";
import { ApiError } from "../../shared/apiError";
import { object, optional, string } from "../../shared/readers";
import { okNumbers, type Route } from "../kernel/http/route";
import { actorOf } from "../registry/registry";
import { findOnnx, type ModelPlaces, NeedsOnnx, Refusal } from "../serving/serving";
import type { Rollouts } from "./rollouts";

const readServe = object({ model: string, name: optional(string) });

/** Serves one model as a deployment that nobody had to write a file for: kept up, found again and shown like any other. */
export function serveRoute(rollouts: Rollouts, models: ModelPlaces): Route {
  return {
    method: "POST",
    path: "/api/tidemark/v1/serve",
    async handle(request) {
      const asked = readServe(request.body, "body");
      const place = await models.find(asked.model);
      const name = asked.name ?? plainName(place.name);
      const { file } = rollouts.find(name) ?? {};
      if (file)
        throw new ApiError(
          "RESOURCE_ALREADY_EXISTS",
          `'${name}' is deployed by ${file}: change that file, delete the deployment, or serve under another name`,
        );
      try {
        await findOnnx(place.path, asked.model);
      } catch (error) {
        if (error instanceof NeedsOnnx) return okNumbers({ needs_onnx: error.message });
        if (error instanceof Refusal) throw new ApiError("INVALID_PARAMETER_VALUE", error.message);
        throw error;
      }
      const text = fileFor({ name, variant: `v${place.version}`, model: asked.model });
      const by = actorOf(request).name;
      return okNumbers({
        deployment: await rollouts.apply({ text, file: "", host: undefined, port: undefined, apiKey: undefined, by }),
      });
    },
  };
}

/** One variant that gets everything. */
export function fileFor({ name, variant, model }: Readonly<Record<"name" | "variant" | "model", string>>): string {
  return `apiVersion: tidemark/v1
kind: Deployment
metadata:
  name: ${JSON.stringify(name)}
spec:
  variants:
    - name: ${variant}
      model: ${JSON.stringify(model)}
  strategy:
    ab:
      weights:
        ${variant}: 100
`;
}
