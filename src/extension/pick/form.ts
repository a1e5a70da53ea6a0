import * as vscode from "vscode";

/** How a question ended when it was not answered. */
export type Left = "back" | "cancelled";

/** Thrown out of a question by whoever went back or pressed Escape; `askInSteps` knows what it means. */
export class Unanswered extends Error {
  constructor(readonly left: Left) {
    super(left);
  }
}

export interface PickOptions<T extends vscode.QuickPickItem> {
  /** A promise shows that it is being looked for. */
  readonly items: readonly T[] | Promise<readonly T[]>;
  readonly placeholder: string;
  /** Stands ready under the cursor; of `pickMany` those that are ticked. */
  readonly active?: (item: T) => boolean;
  /** Of `pickMany`: none is an answer too. */
  readonly mayBeNone?: boolean;
}

export interface InputOptions {
  readonly prompt: string;
  readonly value?: string;
  readonly placeholder?: string;
  /** What is wrong with it, in a sentence; undefined: nothing. */
  readonly validate?: (value: string) => string | undefined;
}

/** What a question asks with. All of them throw `Unanswered` when there is no answer. */
export interface Form {
  pick<T extends vscode.QuickPickItem>(options: PickOptions<T>): Promise<T>;
  /** At least one, unless none may be. */
  pickMany<T extends vscode.QuickPickItem>(options: PickOptions<T>): Promise<readonly T[]>;
  input(options: InputOptions): Promise<string>;
  /** For a question that asks by other means and got no answer, such as a file dialog that was closed. */
  leave(): never;
}

export interface FormFrame {
  readonly title: string;
  readonly hasBack: boolean;
  /** What was answered here before somebody went back. */
  readonly before: string | undefined;
  /** Told of an answer, so that it stands there when somebody comes back. */
  answered(text: string): void;
}

export function createForm(frame: FormFrame): Form {
  const choose = <T extends vscode.QuickPickItem>(options: PickOptions<T>, many: boolean) =>
    ask<readonly T[], vscode.QuickPick<T>>(frame, vscode.window.createQuickPick<T>(), (box, answer, fail) => {
      box.placeholder = options.placeholder;
      box.canSelectMany = many;
      box.matchOnDescription = true;
      box.matchOnDetail = true;
      box.ignoreFocusOut = true;
      box.busy = true;
      Promise.resolve(options.items).then((items) => {
        box.busy = false;
        box.items = items;
        const real = items.filter(({ kind }) => kind !== vscode.QuickPickItemKind.Separator);
        const ready = real.filter((item) =>
          frame.before === undefined ? options.active?.(item) : frame.before.split("\n").includes(item.label),
        );
        if (many) box.selectedItems = ready;
        else if (ready.length > 0) box.activeItems = ready.slice(0, 1); // else the first stays ready
      }, fail);
      box.onDidAccept(() => {
        if (box.selectedItems.length === 0 && !options.mayBeNone) return;
        frame.answered(box.selectedItems.map(({ label }) => label).join("\n"));
        answer(box.selectedItems);
      });
    });
  return {
    pick: async (options) => {
      const [item] = await choose(options, false);
      return item ?? leave("cancelled");
    },
    pickMany: (options) => choose(options, true),
    input: (options) =>
      ask<string, vscode.InputBox>(frame, vscode.window.createInputBox(), (box, answer) => {
        const check = () => {
          box.validationMessage = options.validate?.(box.value) ?? "";
        };
        box.prompt = options.prompt;
        box.placeholder = options.placeholder;
        box.value = frame.before ?? options.value ?? "";
        box.ignoreFocusOut = true;
        box.onDidChangeValue(check);
        box.onDidAccept(() => {
          check();
          if (box.validationMessage !== "") return;
          frame.answered(box.value);
          answer(box.value);
        });
      }),
    leave: () => leave("cancelled"),
  };
}

function leave(left: Left): never {
  throw new Unanswered(left);
}

type Box = vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>;

/** Shows a box until it is answered, left or gone back from. */
async function ask<T, B extends Box | vscode.QuickPick<never>>(
  { title, hasBack }: FormFrame,
  box: B,
  set: (box: B, answer: (value: T) => void, fail: (error: unknown) => void) => void,
): Promise<T> {
  try {
    return await new Promise<T>((resolve, reject) => {
      box.title = title;
      box.buttons = hasBack ? [vscode.QuickInputButtons.Back] : [];
      box.onDidTriggerButton((button) => {
        if (button === vscode.QuickInputButtons.Back) reject(new Unanswered("back"));
      });
      box.onDidHide(() => reject(new Unanswered("cancelled")));
      set(box, resolve, reject);
      box.show();
    });
  } finally {
    box.dispose();
  }
}
