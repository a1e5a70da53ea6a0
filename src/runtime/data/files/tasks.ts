import { copyMany } from "../remotes/copyFile";

/** What threads do for this room: parts of work that can be sent, and what comes of each. */
export const tasks = {
  copy: copyMany,
};

export type TaskName = keyof typeof tasks;
export type PartOf<N extends TaskName> = Parameters<(typeof tasks)[N]>[0];
export type AnswerOf<N extends TaskName> = ReturnType<(typeof tasks)[N]>;
