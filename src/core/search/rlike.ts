import { invalid } from "../../shared/apiError";
import { type CharTest, isWord, type Node, parseRegex } from "./regexParse";

/** A step of the machine; `next` and `other` are the steps that may follow. */
type Step =
  | { readonly is: "char"; readonly test: CharTest }
  | { readonly is: "assert"; readonly what: "start" | "end" | "word" | "notWord" }
  | { is: "fork"; next: number; other: number }
  | { is: "jump"; next: number }
  | { readonly is: "match" };

const mostSteps = 2000;

/** Whether a regular expression is found anywhere in a text. Every path is followed at once: time is text × pattern, whatever the pattern. */
export function rlikeMatcher(pattern: string): (text: string) => boolean {
  const steps: Step[] = [];
  emit(parseRegex(pattern), steps);
  add(steps, { is: "match" });
  return (text) => run(steps, text);
}

function add(steps: Step[], step: Step): number {
  if (steps.length >= mostSteps) invalid(`RLIKE: the pattern is too large (over ${mostSteps} steps)`);
  steps.push(step);
  return steps.length - 1;
}

function emit(node: Node, steps: Step[]): void {
  switch (node.is) {
    case "char":
    case "assert":
      add(steps, node);
      return;
    case "all":
      for (const part of node.of) emit(part, steps);
      return;
    case "any":
      emitAny(node.of, steps);
      return;
    case "repeat":
      emitRepeat(node.of, node.least, node.most, steps);
      return;
    default:
      node satisfies never;
  }
}

function emitAny(branches: readonly Node[], steps: Step[]): void {
  const exits: { next: number }[] = [];
  for (const [i, branch] of branches.entries()) {
    const isLast = i === branches.length - 1;
    const fork = { is: "fork" as const, next: steps.length + 1, other: 0 };
    if (!isLast) add(steps, fork);
    emit(branch, steps);
    if (isLast) break;
    const exit = { is: "jump" as const, next: 0 };
    add(steps, exit);
    exits.push(exit);
    fork.other = steps.length;
  }
  for (const exit of exits) exit.next = steps.length;
}

function emitRepeat(node: Node, least: number, most: number, steps: Step[]): void {
  for (let i = 0; i < least; i++) emit(node, steps);
  if (most === Number.POSITIVE_INFINITY) {
    const fork = { is: "fork" as const, next: steps.length + 1, other: 0 };
    const start = add(steps, fork);
    emit(node, steps);
    add(steps, { is: "jump", next: start });
    fork.other = steps.length;
    return;
  }
  const forks: { other: number }[] = [];
  for (let i = least; i < most; i++) {
    const fork = { is: "fork" as const, next: steps.length + 1, other: 0 };
    add(steps, fork);
    forks.push(fork);
    emit(node, steps);
  }
  for (const fork of forks) fork.other = steps.length;
}

function run(steps: readonly Step[], text: string): boolean {
  const codes = Array.from(text, (char) => char.codePointAt(0) as number);
  const seen = new Int32Array(steps.length).fill(-1);
  let current: number[] = [];
  for (let at = 0; at <= codes.length; at++) {
    const here: number[] = [];
    const waiting = [0, ...current]; // a match may begin anywhere
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      if (seen[index] === at) continue;
      seen[index] = at;
      const step = steps[index] as Step;
      if (step.is === "match") return true;
      if (step.is === "char") here.push(index);
      else if (step.is === "jump") waiting.push(step.next);
      else if (step.is === "fork") waiting.push(step.other, step.next);
      else if (holds(step.what, codes, at)) waiting.push(index + 1);
    }
    const code = codes[at];
    if (code === undefined) return false;
    current = [];
    for (const index of here) {
      const step = steps[index] as Step;
      if (step.is === "char" && step.test(code)) current.push(index + 1);
    }
  }
  return false;
}

function holds(what: "start" | "end" | "word" | "notWord", codes: readonly number[], at: number): boolean {
  if (what === "start") return at === 0;
  if (what === "end") return at === codes.length || (at === codes.length - 1 && codes[at] === 10);
  const isEdge = isWordAt(codes, at - 1) !== isWordAt(codes, at);
  return isEdge === (what === "word");
}

function isWordAt(codes: readonly number[], at: number): boolean {
  const code = codes[at];
  return code !== undefined && isWord(code);
}
