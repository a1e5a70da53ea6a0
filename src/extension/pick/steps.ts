import * as vscode from "vscode";
import { createForm, type Form, Unanswered } from "./form";

export type { Form } from "./form";

/** One question of several. What it returns is added to the answers. */
export interface Question<A> {
  /** Undefined: always. One whose answer is known, or that an earlier answer makes idle, is passed over. */
  readonly isAsked?: (answers: Partial<A>) => boolean;
  ask(answers: Partial<A>, form: Form): Promise<Partial<A>>;
}

/**
 * Asks one question after the other under a title such as "Promote model (2/3)", with a way back to the one before.
 * Undefined when somebody left with Escape: nothing has happened then. `known`: what need not be asked.
 */
export async function askInSteps<A extends object>(
  title: string,
  questions: readonly Question<A>[],
  known: Partial<A> = {},
): Promise<A | undefined> {
  const trail: { readonly index: number; readonly answers: Partial<A> }[] = [];
  const texts = new Map<number, string>();
  let answers = known;
  let index = 0;
  for (;;) {
    index = nextOf(questions, answers, index);
    const question = questions[index];
    if (question === undefined) return answers as A; // every question that was needed is answered
    const form = createForm({
      title: titleOf(title, trail.length, remaining(questions, answers, index)),
      hasBack: trail.length > 0,
      before: texts.get(index),
      answered: (text) => texts.set(index, text),
    });
    try {
      const learned = await question.ask(answers, form);
      trail.push({ index, answers });
      answers = { ...answers, ...learned };
      index++;
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      const last = error.left === "back" ? trail.pop() : undefined;
      if (last === undefined) return undefined;
      ({ index, answers } = last);
    }
  }
}

function nextOf<A>(questions: readonly Question<A>[], answers: Partial<A>, from: number): number {
  const ahead = questions.slice(from).findIndex(({ isAsked }) => isAsked?.(answers) !== false);
  return ahead === -1 ? questions.length : from + ahead;
}

function remaining<A>(questions: readonly Question<A>[], answers: Partial<A>, from: number): number {
  return questions.slice(from).filter(({ isAsked }) => isAsked?.(answers) !== false).length;
}

function titleOf(title: string, done: number, left: number): string {
  return done + left === 1 ? title : vscode.l10n.t("{0} ({1}/{2})", title, done + 1, done + left);
}
