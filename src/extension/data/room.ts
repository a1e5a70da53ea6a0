import type * as vscode from "vscode";
import { registerDvcFiles } from "../dvc/registerDvcFiles";
import type { Runtimes } from "../runtime/runtimes";
import { createActs, type DataActs } from "./acts";
import type { DataNode } from "./dataNodes";
import { DataStates } from "./dataStates";
import { DataTree } from "./dataTree";
import { Decorations } from "./decorations";
import type { DvcProjects } from "./dvcProjects";
import { SaidTexts } from "./saidText";
import { DataSourceControl } from "./sourceControl";

/**
 * What is loaded with the first project of DVC, or when somebody asks to make one: a bundle of its own. It shares no state with
 * the rest but what it is handed.
 */
export interface DataTools {
  readonly runtimes: Runtimes;
  readonly projects: DvcProjects;
  readonly log: vscode.LogOutputChannel;
  readonly view: vscode.TreeView<unknown>;
  /** The tree is to be drawn anew from a line on. */
  changed(node: DataNode | undefined): void;
  /** What menus ask for may have changed. */
  told(): void;
}

export interface DataRoom {
  readonly tree: DataTree;
  readonly states: DataStates;
  readonly acts: DataActs;
  facts(): DataFacts;
  dispose(): void;
}

export interface DataFacts {
  readonly hasPipeline: boolean;
  readonly isReproducing: boolean;
}

export function openRoom(tools: DataTools): DataRoom {
  const { runtimes, projects, log } = tools;
  const states = new DataStates(runtimes, projects, log);
  const tree = new DataTree(runtimes, projects, states, (node) => tools.changed(node));
  const said = new SaidTexts();
  const parts = [
    said,
    states,
    tree,
    new Decorations(projects, states),
    new DataSourceControl(projects, states),
    registerDvcFiles(projects, states, log),
    states.onDidChange(() => tools.told()),
  ];
  const acts = createActs({ ...tools, states, tree, said });
  return {
    tree,
    states,
    acts,
    facts() {
      const all = states.seen().flatMap(({ pipeline }) => pipeline ?? []);
      return {
        hasPipeline: all.some(({ pipelines }) => pipelines.length > 0),
        isReproducing: all.some(({ repro }) => repro !== undefined && repro.ended === undefined),
      };
    },
    dispose() {
      for (const each of parts) each.dispose();
    },
  };
}
