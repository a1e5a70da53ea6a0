/**
 * What is loaded only when somebody registers, promotes or deploys a model, looks at a deployment file, imports runs, or looks
 * at the code of a run: a bundle of its own, with a YAML parser in it. It shares no state with the rest but what it is handed.
 */
export { reproduceRun } from "../diff/reproduce";
export { compareWithFolder, diffRuns, showRunChanges } from "../diff/showChanges";
export { askNewAlias, promoteModel } from "../models/promoteModel";
export { registerModel } from "../models/registerModel";
export { importRuns } from "../runs/importRuns";
export { convertModel } from "./convertModel";
export { deployFile, openDeploymentFile } from "./deployFile";
export { registerDeploymentFiles } from "./files/registerDeploymentFiles";
export { deleteDeployment, pauseDeployment, promoteDeployment, rollBackDeployment } from "./moveTraffic";
export { planRollout } from "./planRollout";
export { serveModel } from "./serveModel";
