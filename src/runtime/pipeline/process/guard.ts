import { type ChildProcess, spawn } from "node:child_process";

/**
 * Ends what we started when we are ended in a way that leaves us no last word: a process that waits for the end of a pipe
 * whose other end only we hold.
 */
export interface Guard {
  add(group: number): void;
  remove(group: number): void;
  close(): void;
}

/** Reads `+PID` and `-PID` until we are gone; then ends the groups that are left, in two steps. */
const script = `trap '' INT TERM HUP
groups=
while read -r word; do
  case $word in
    +*) groups="$groups \${word#+} ";;
    -*) groups=$(printf %s "$groups" | sed "s/ \${word#-} / /g");;
    .) exit 0;;
  esac
done
for each in $groups; do kill -TERM -"$each"; done 2>/dev/null
[ -n "$groups" ] && sleep 3
for each in $groups; do kill -KILL -"$each"; done 2>/dev/null`;

export function createGuard(): Guard {
  if (process.platform === "win32") return { add: () => undefined, remove: () => undefined, close: () => undefined };
  let child: ChildProcess | undefined;
  const say = (word: string) => {
    if (!child) {
      // a session of its own: what stops us by our group does not stop it
      child = spawn("/bin/sh", ["-c", script], { stdio: ["pipe", "ignore", "ignore"], detached: true, cwd: "/" });
      // without it a stage lives on when we are killed, and is found at the next run
      child.on("error", () => undefined);
      child.stdin?.on("error", () => undefined);
      child.unref();
    }
    child.stdin?.write(`${word}\n`);
  };
  return {
    add: (group) => say(`+${group}`),
    remove: (group) => say(`-${group}`),
    close: () => {
      child?.stdin?.end(".\n");
      child = undefined;
    },
  };
}
