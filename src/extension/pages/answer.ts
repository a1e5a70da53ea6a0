import { type Change, mayAsk, mayCommand, type ToHost, type ToPage } from "../../shared/views/page";
import { type Door, Refused } from "../runtime/door";

/** What a page wants of the editor itself. */
export interface Editor {
  run(command: string, args: readonly unknown[]): Promise<unknown>;
  colours(runs: readonly string[]): Promise<Readonly<Record<string, number>>>;
  copy(text: string): Promise<void>;
  /** Asks where; false when the user changed their mind. */
  save(name: string, content: string | Uint8Array): Promise<boolean>;
}

type Asked = Extract<ToHost, { id: number }>;

/** Answers one question of a page; what is refused is said to the page in words. */
export async function answer(asked: Asked, door: () => Promise<Door>, editor: Editor): Promise<ToPage> {
  try {
    return { type: "answer", id: asked.id, value: await valueFor(asked, door, editor) };
  } catch (error) {
    const status = error instanceof Refused ? error.status : 0;
    return { type: "refused", id: asked.id, status, message: error instanceof Error ? error.message : String(error) };
  }
}

async function valueFor(asked: Asked, door: () => Promise<Door>, editor: Editor): Promise<unknown> {
  switch (asked.type) {
    case "route": {
      const { method, path, body } = asked;
      if (!mayAsk(method, path)) throw new Refused(403, `${method} ${path}: not for a page`);
      const bytes = await (await door()).bytes(method, path, body ?? undefined, patienceFor(path));
      // a copy of its own, so that no buffer of the pool goes along
      return asked.as === "bytes" ? new Uint8Array(bytes) : new TextDecoder().decode(bytes);
    }
    case "command":
      if (!mayCommand(asked.command)) throw new Refused(403, `${asked.command}: not for a page`);
      return editor.run(asked.command, asked.args);
    case "colours":
      return editor.colours(asked.runs);
    case "copy":
      return editor.copy(asked.text);
    case "save":
      return editor.save(asked.name, asked.content);
    default:
      return asked satisfies never;
  }
}

/** Seconds, where they may be more than usual: what looks at whole tables takes as long as these are. */
function patienceFor(path: string): number | undefined {
  return /^\/api\/tidemark\/v1\/(explain|drift|validate|quality|fairness)\b/.test(path) ? 600 : undefined;
}

export const everything: readonly Change[] = [{ kind: "all", id: "" }];
