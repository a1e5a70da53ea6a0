/** What is loaded only when somebody asks how good or how fair a model is: a bundle of its own, which shares no state with the rest. */

export { chooseValidation } from "../validation/chooseValidation";
export { chooseFairness } from "./chooseFairness";
export { chooseQuality } from "./chooseQuality";
