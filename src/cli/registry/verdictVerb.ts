import { readVerdictReply } from "../../shared/modelDetail";
import { defineVerb } from "../verb";
import { gated } from "./gated";
import { versionPath } from "./versionPath";

/** `approve` and `reject` are one verb with two words. */
export function verdictVerb(word: "approve" | "reject", about: string) {
  return defineVerb({
    usage: "NAME VERSION [--comment TEXT]",
    about,
    options: { comment: { kind: "text", value: "TEXT", help: "why, for the audit trail" } },
    words: { least: 2, most: 2 },
    async run({ door, words: [name = "", version = ""], options: { comment = "" }, json, out }) {
      const opened = await door();
      const path = await versionPath(opened, name, version);
      const number = Number(path.slice(path.lastIndexOf("/") + 1));
      return gated(
        { json, out },
        async () => {
          const { approval } = readVerdictReply(await opened.call("POST", `${path}/${word}`, { comment }), "reply");
          return { name, version: number, approval };
        },
        ({ approval: { given, needed } }) => {
          const done = `${word === "approve" ? "approved" : "rejected"} ${name} version ${number}`;
          return needed > 0 ? `${done}; ${given} of ${needed} approvals` : done;
        },
      );
    },
  });
}
