import {
  closeSync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** The files of one deployment: `.tidemark/serving/NAME/`. */
export interface DeploymentFolder {
  readonly path: string;
  /** Undefined where there is none, or where nobody can read it. */
  read<T>(name: string): T | undefined;
  /** The whole or nothing of it, on disk when this returns. */
  write(name: string, value: unknown): void;
  remove(name: string): void;
}

export function deploymentFolder(home: string, name: string): DeploymentFolder {
  const path = join(home, "serving", name);
  return {
    path,
    read<T>(file: string) {
      try {
        return JSON.parse(readFileSync(join(path, file), "utf8")) as T;
      } catch {
        return undefined;
      }
    },
    write(file, value) {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      const temporary = join(path, `.${file}.${process.pid}`);
      const opened = openSync(temporary, "w", 0o600);
      try {
        writeFileSync(opened, JSON.stringify(value)); // all of it: a single write may end early where a disk is full
        fdatasyncSync(opened);
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      } finally {
        closeSync(opened);
      }
      renameSync(temporary, join(path, file));
    },
    remove: (file) => rmSync(join(path, file), { force: true }),
  };
}
