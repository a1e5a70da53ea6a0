import { ApiError } from "../../shared/apiError";
import { object, string } from "../../shared/readers";
import { ok, type Route } from "../kernel/http/route";
import { findOnnx } from "./findOnnx";
import type { ModelPlaces } from "./modelPlaces";
import { Refusal } from "./refusal";

const readAsked = object({ model: string });

/** What our own commands and windows need before a model is served. */
export function servingRoutes(models: ModelPlaces): Route[] {
  return [
    {
      method: "GET",
      path: "/api/tidemark/v1/served-model",
      async handle({ body }) {
        const { model } = readAsked(body, "");
        const { name, version, path } = await models.findToServe(model);
        try {
          return ok({ name, version, ...(await findOnnx(path, model)) });
        } catch (error) {
          if (error instanceof Refusal) throw new ApiError("INVALID_PARAMETER_VALUE", error.message);
          throw error;
        }
      },
    },
  ];
}
