import { mlflowProtocol } from "../protocols/mlflow";
import { predictProtocol } from "../protocols/predict";
import type { Protocol } from "../protocols/protocol";
import { v1Protocol } from "../protocols/v1";
import { v2Protocol } from "../protocols/v2";
import type { Face } from "./paths";

/** Every endpoint speaks them all. */
export const faces: Readonly<Record<Face, Protocol>> = {
  predict: predictProtocol,
  mlflow: mlflowProtocol,
  v1: v1Protocol,
  v2: v2Protocol,
};
