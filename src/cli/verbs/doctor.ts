import { checkMount, checkSpace, checkSyncSpeed } from "../doctor/disk";
import type { Finding } from "../doctor/finding";
import { checkMonitors } from "../doctor/monitors";
import { checkPlan } from "../doctor/plan";
import { checkPolicy } from "../doctor/policy";
import { checkUsualPort } from "../doctor/ports";
import { checkGit, checkNode, checkPython } from "../doctor/programs";
import { checkOwner, checkStore, checkToken } from "../doctor/store";
import { palette, screenOf } from "../terminal/terminal";
import { defineVerb } from "../verb";

export const doctor = defineVerb({
  usage: "",
  about: `Looks at what Tidemark stands on here: programs, disk, lock, store, token, tidemark.yaml, port 5000.
✓ is well, ! says what to do. Exit code 1 when something will not work.

Examples:
  tidemark doctor
  tidemark doctor --json`,
  options: {},
  async run({ workspace, door, out, json }) {
    const findings: Finding[] = [
      checkNode(process.version),
      await checkGit(workspace),
      await checkPython(workspace),
      checkMount(workspace),
      checkSyncSpeed(workspace),
      checkSpace(workspace),
      await checkOwner(workspace),
      await checkStore(workspace, door),
      checkToken(workspace),
      checkPolicy(workspace),
      ...(await checkPlan(workspace)),
      ...checkMonitors(workspace),
      await checkUsualPort(workspace),
    ];
    const isWell = findings.every(({ level }) => level !== "problem");
    if (json) out.document({ ok: isWell, findings });
    else {
      const { green, yellow, red, muted } = palette(screenOf(out).colour);
      const marks = { good: green("✓"), warning: yellow("!"), problem: red("!") };
      for (const { name, level, says, advice } of findings)
        out.print(`${marks[level]} ${name}: ${says}${advice === undefined ? "" : muted(`\n    ${advice}`)}`);
    }
    return isWell ? 0 : 1;
  },
});
