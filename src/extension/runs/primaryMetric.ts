export { findPrimaryMetric } from "../../shared/primaryMetric";
