import type { Commands, Parts } from "../commands/parts";

/** What can be done with data and pipelines: from the tree, the Explorer, source control, or the palette, which asks. */
export function dataCommands({ data }: Parts): Commands {
  const acts = () => data.room().acts;
  return {
    dataClicked: () => acts().clicked(),
    openData: (...args: unknown[]) => acts().open(...args),
    openDataFile: (...args: unknown[]) => acts().openFile(...args),
    initData: () => acts().init(),
    addData: (...args: unknown[]) => acts().add(...args),
    commitData: (...args: unknown[]) => acts().commit(...args),
    checkoutData: (...args: unknown[]) => acts().checkout(...args),
    pushData: (...args: unknown[]) => acts().push(...args),
    pullData: (...args: unknown[]) => acts().pull(...args),
    fetchData: (...args: unknown[]) => acts().fetch(...args),
    refreshData: () => acts().refresh(),
    compareDataWithRemote: (...args: unknown[]) => acts().compareRemote(...args),
    collectDataGarbage: (...args: unknown[]) => acts().collectGarbage(...args),
    importData: (...args: unknown[]) => acts().importUrl(...args),
    unprotectData: (...args: unknown[]) => acts().unprotect(...args),
    removeData: (...args: unknown[]) => acts().remove(...args),
    moveData: (...args: unknown[]) => acts().move(...args),
    addRemote: (...args: unknown[]) => acts().addRemote(...args),
    modifyRemote: (...args: unknown[]) => acts().modifyRemote(...args),
    removeRemote: (...args: unknown[]) => acts().removeRemote(...args),
    reproduce: (...args: unknown[]) => acts().reproduce(...args),
    reproduceStage: (...args: unknown[]) => acts().reproduceStage(...args),
    reproduceOnlyStage: (...args: unknown[]) => acts().reproduceOnly(...args),
    reproduceDownstream: (...args: unknown[]) => acts().reproduceDownstream(...args),
    dryRunPipeline: (...args: unknown[]) => acts().dryRun(...args),
    stopPipeline: (...args: unknown[]) => acts().stop(...args),
    openStage: (...args: unknown[]) => acts().openStage(...args),
    openStageRun: (...args: unknown[]) => acts().openRun(...args),
    compareParams: (...args: unknown[]) => acts().compareValues("params", ...args),
    compareMetrics: (...args: unknown[]) => acts().compareValues("metrics", ...args),
    runExperiment: (...args: unknown[]) => acts().runExperiment(...args),
    applyExperiment: (...args: unknown[]) => acts().applyExperiment(...args),
    branchExperiment: (...args: unknown[]) => acts().branchExperiment(...args),
    removeExperiment: (...args: unknown[]) => acts().removeExperiment(...args),
  };
}
