/** What is loaded only when somebody asks for an explanation: a bundle of its own, which shares no state with the rest. */
export { chooseExplanation } from "./chooseExplanation";
export { choosePrediction } from "./choosePrediction";
export { openExplainedData } from "./openExplainedData";
