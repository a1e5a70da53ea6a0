/** A stage could not be brought to what it should be: one line that says why. Others may go on. */
export class StageFailure extends Error {}

/** It did not fail by itself: somebody stopped the run. */
export class StageStopped extends StageFailure {}
