/** What the thread of monitoring can do, a line a kind: each is read when it is first asked for. Tasks and answers are data that a message can carry. */
export const monitorWorks = {
  look: async () => (await import("../window/lookWork")).lookAtWindow,
  drift: async () => (await import("../drift/driftWork")).measureDrift,
  validate: async () => (await import("../validation/validateWork")).validateTable,
  propose: async () => (await import("../validation/proposeWork")).proposeSuite,
  quality: async () => (await import("../quality/qualityWork")).measureQuality,
  columns: async () => (await import("../quality/qualityWork")).offerColumns,
  profile: async () => (await import("../profile/profileWork")).profileTable,
  fairness: async () => (await import("../fairness/fairnessWork")).measureFairness,
};

export type MonitorWorks = typeof monitorWorks;
export type MonitorKind = keyof MonitorWorks;
type WorkOf<K extends MonitorKind> = Awaited<ReturnType<MonitorWorks[K]>>;
export type TaskOf<K extends MonitorKind> = Parameters<WorkOf<K>>[0];
export type AnswerOf<K extends MonitorKind> = Awaited<ReturnType<WorkOf<K>>>;
