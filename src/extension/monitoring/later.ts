/**
 * What is loaded only when somebody asks about data, models or monitors: a bundle of its own, which shares no state with the rest
 * but what it is handed.
 */
export { chooseExplanation } from "../explain/chooseExplanation";
export { choosePrediction } from "../explain/choosePrediction";
export { openExplainedData } from "../explain/openExplainedData";
export { chooseFairness } from "../quality/chooseFairness";
export { chooseQuality } from "../quality/chooseQuality";
export { chooseValidation } from "../validation/chooseValidation";
export { openTableRow } from "../validation/openTableRow";
export { askTables } from "./askTables";
export { acknowledgeAlerts, checkMonitor, chooseMonitor } from "./monitorActs";
export { newAlert } from "./newAlert";
export { openTableFile } from "./openTableFile";
