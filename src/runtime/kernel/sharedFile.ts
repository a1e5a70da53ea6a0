/** What a team shares of Tidemark, at the root of the workspace: people edit it, rooms have a part of it each. */
export const sharedFile = "tidemark.yaml";

/** Bytes. Reading it holds up all others, and it is read often. */
export const largestSharedFile = 256 * 1024;
