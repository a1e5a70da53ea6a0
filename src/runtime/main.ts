import { dataActRoutes } from "./data/actRoutes";
import { projectRoot } from "./data/project/projectPath";
import { createEvaluation, evaluationViews } from "./evaluation/evaluation";
import { evaluationRoutes } from "./evaluation/routes";
import { createExplain } from "./explain/explain";
import { explainRoutes } from "./explain/routes";
import { createExports } from "./exports/exports";
import { exportRoutes } from "./exports/routes";
import { tableHeadRoutes } from "./exports/tableHead";
import { createImporting, followImports } from "./importing/importing";
import { importingRoutes } from "./importing/routes";
import { type Control, createStillControl } from "./kernel/control";
import { createEvents } from "./kernel/events";
import { placesOf } from "./kernel/home";
import { createDispatch, type Dispatch } from "./kernel/http/dispatch";
import { metricsRoute } from "./kernel/http/metricsRoute";
import type { Route } from "./kernel/http/route";
import { sqlRoute } from "./kernel/http/sqlRoute";
import { statusRoutes } from "./kernel/http/statusRoutes";
import { workRoutes } from "./kernel/http/workRoutes";
import { createJobs } from "./kernel/jobs";
import type { Kernel, Places } from "./kernel/kernel";
import { createLog, type Log } from "./kernel/log";
import { createStore } from "./kernel/store/durableStore";
import { createMemoryStore } from "./kernel/store/memoryStore";
import type { Store } from "./kernel/store/store";
import { createLineage } from "./lineage/lineage";
import { lineageRoutes } from "./lineage/routes";
import { openMonitoring } from "./monitoring/room";
import { checkSuite } from "./monitoring/validation/suiteChecker";
import { pipelineActRoutes } from "./pipeline/actRoutes";
import { followPlan } from "./pipeline/schedule/followPlan";
import { registerSuiteChecker } from "./pipeline/schedule/gates";
import { createProjectThread } from "./projectThread";
import { createRegistry, registryViews } from "./registry/registry";
import { registryRoutes } from "./registry/routes";
import { deploymentPageRoutes } from "./rollout/pageRoutes";
import { createRollouts } from "./rollout/rollouts";
import { rolloutRoutes } from "./rollout/routes";
import { serveRoute } from "./rollout/serveRoute";
import { createConversions } from "./serving/convert/conversions";
import { convertRoutes } from "./serving/convert/routes";
import { createModelPlaces } from "./serving/modelPlaces";
import { servingRoutes } from "./serving/routes";
import { tracingRoutes } from "./tracing/routes";
import { createTracing, tracingViews } from "./tracing/tracing";
import { sendBelow } from "./tracking/artifacts/sendArtifact";
import { followLaunches } from "./tracking/provenance/lostRuns";
import { trackingRoutes } from "./tracking/routes";
import { followViews } from "./tracking/savedViews/followViews";
import { createTracking, trackingViews } from "./tracking/tracking";
import { watchRuns } from "./tracking/underWay";

/** What the runtime consists of above its kernel. */
export interface Rooms {
  readonly routes: Route[];
  /** What goes on by itself, once the runtime answers: nothing that a start would have to wait for. */
  start(): void;
  /** Somebody has begun what needs us until it ends. */
  isAwaited(): boolean;
  close(): Promise<void>;
}

export function composeRooms(kernel: Kernel, control: Control): Rooms {
  const tracking = createTracking(kernel);
  const tracing = createTracing(kernel, tracking);
  const evaluation = createEvaluation(kernel, tracking);
  const registry = createRegistry(kernel, tracking);
  tracking.purge.addHook({ before: tracing.purge, held: registry.held });
  tracking.purge.addHook({ before: ({ experiments }) => evaluation.purge(experiments) });
  const importing = createImporting(kernel, { tracking, registry, tracing });
  const modelPlaces = createModelPlaces(kernel, tracking, registry);
  const rollouts = createRollouts(kernel, modelPlaces);
  registerSuiteChecker(checkSuite);
  const monitors = openMonitoring(kernel, { rollouts, tracking, registry });
  const explain = createExplain(kernel, { tracking, registry, models: modelPlaces, rollouts });
  const projects = createProjectThread(kernel.places.workspace);
  const rootOf = (project: string) => projectRoot(kernel.places.workspace, project);
  const underWay = watchRuns(kernel, tracking.runs);
  let followed: readonly { close(): Promise<void> }[] = [];
  return {
    routes: [
      ...statusRoutes(kernel, control),
      ...workRoutes(kernel),
      metricsRoute(control, monitors.gauges),
      sqlRoute(kernel),
      ...trackingRoutes(tracking, kernel),
      ...registryRoutes(registry, sendBelow(tracking.artifacts)),
      ...tracingRoutes(tracing),
      ...evaluationRoutes(evaluation),
      ...importingRoutes(importing, kernel),
      ...exportRoutes(createExports(tracking)),
      ...tableHeadRoutes(tracking.artifacts, kernel),
      ...convertRoutes(createConversions(kernel, tracking, registry), kernel),
      ...servingRoutes(modelPlaces),
      ...rolloutRoutes(rollouts),
      ...deploymentPageRoutes(rollouts),
      serveRoute(rollouts, modelPlaces),
      ...monitors.routes,
      ...explainRoutes(explain),
      ...projects.routes,
      ...dataActRoutes(kernel),
      ...pipelineActRoutes({ ...kernel, rootOf }),
      ...lineageRoutes(createLineage(kernel, { tracking, registry })),
    ],
    start: () => {
      followed = [
        followImports(kernel, importing),
        followViews(kernel),
        followPlan(kernel),
        followLaunches(kernel, tracking),
      ];
      rollouts.start();
      monitors.start();
    },
    isAwaited: () => underWay.any() || rollouts.isAwaited() || monitors.isAwaited(),
    close: async () => {
      await monitors.close();
      await explain.close();
      rollouts.close();
      await projects.close();
      for (const each of followed) await each.close();
      await tracking.provenance.settled();
    },
  };
}

/** The workspace's store, with the views that the rooms give its SQL. */
export async function openStore({ home }: Places, log: Log): Promise<Store> {
  return createStore({ home, log, views: [...trackingViews, ...registryViews, ...tracingViews, ...evaluationViews] });
}

/** What the rooms want shown in the runtime's status. */
export function factsOf({ store, jobs }: Kernel): ReturnType<Control["facts"]> {
  return {
    runs: store.table("runs").size,
    experiments: store.docs("experiments").size,
    models: store.docs("models").size,
    jobs_running: jobs.running,
    readonly: store.readonly !== undefined,
    readonly_why: store.readonly,
  };
}

/** The routes alone: for tests. */
export function createRuntime(kernel: Kernel, control = stillControl(kernel)): Dispatch {
  return createDispatch(composeRooms(kernel, control).routes, kernel.log);
}

function stillControl(kernel: Kernel): Control {
  return createStillControl(kernel.clock.now(), () => factsOf(kernel));
}

export function createMemoryKernel(workspace: string): Kernel {
  const events = createEvents();
  const log = createLog((line) => process.stderr.write(line), "warn");
  const clock = { now: Date.now };
  return {
    store: createMemoryStore(),
    events,
    jobs: createJobs(events, log, clock),
    log,
    clock,
    places: placesOf(workspace),
  };
}
