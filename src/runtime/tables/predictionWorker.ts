import { parentPort, workerData } from "node:worker_threads";
import { type PredictionFile, writePredictions } from "./writePredictions";

// A thread for a log of predictions: one of a busy week takes seconds to read.

parentPort?.postMessage(writePredictions(workerData as PredictionFile));
