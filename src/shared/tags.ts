/** Tags that mean something to us, beside MLflow's own. */

/** `true`: the user marked the run. */
export const starTag = "tidemark.starred";
/** 1 to 10: the colour that the user gave the run. */
export const colourTag = "tidemark.colour";
/** Markdown. */
export const noteTag = "mlflow.note.content";
/** Why a run failed, in a few words: "out of memory". */
export const failureTag = "tidemark.failure";
