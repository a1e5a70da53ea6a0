import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A small real pipeline: two sources, three models side by side, one that is frozen. */
const pipeline = `stages:
  clean:
    cmd: python3 src/work.py clean data/customers.csv data/clean.csv
    deps:
      - data/customers.csv
      - src/work.py
    outs:
      - data/clean.csv
  sessionize:
    cmd: python3 src/work.py sessionize data/events data/sessions.csv
    deps:
      - data/events
    outs:
      - data/sessions.csv
  featurize:
    cmd: python3 src/work.py featurize data/clean.csv data/features.csv
    deps:
      - data/clean.csv
      - data/sessions.csv
    params:
      - window
    outs:
      - data/features.csv
  train:
    foreach: [ft, lightgbm, mlp]
    do:
      cmd: python3 src/work.py train data/features.csv models/\${item}.json
      deps:
        - data/features.csv
      params:
        - lr
      outs:
        - models/\${item}.json
  evaluate:
    cmd: python3 src/work.py evaluate models metrics.json
    deps:
      - models/ft.json
      - models/lightgbm.json
      - models/mlp.json
    metrics:
      - metrics.json:
          cache: false
  report:
    cmd: python3 src/work.py report metrics.json report.md
    deps:
      - metrics.json
    outs:
      - report.md
plots:
  - plots/loss.csv:
      x: epoch
      y:
        plots/loss.csv: [train, valid]
      y_label: loss
  - plots/confusion.csv:
      template: confusion
      x: actual
      y: predicted
`;

const script = `import hashlib, json, os, sys, time

step, source, target = sys.argv[1:]
files = [os.path.join(source, name) for name in sorted(os.listdir(source))] if os.path.isdir(source) else [source]
text = b"".join(open(path, "rb").read() for path in files)
rounds = int(os.environ.get("STEPS", "1"))
for i in range(rounds):
    print(f"epoch {i + 1}/{rounds}", flush=True)
    time.sleep(0.05 if rounds == 1 else 0.5)
os.makedirs(os.path.dirname(target) or ".", exist_ok=True)
with open(target, "wb") as out:
    if step == "evaluate":
        out.write(json.dumps({"val_auc": 0.8712, "val_loss": 0.41}).encode())
    elif target.endswith(".csv"):
        out.write(text[:40000])
    else:
        out.write(hashlib.md5(text + target.encode()).hexdigest().encode())
`;

export function customers(count: number, from = 0): string {
  const plans = ["basic", "plus", "team"];
  const rows = Array.from({ length: count }, (_, i) => {
    const id = from + i;
    return `${10_000 + id},${plans[(id * 7) % 3]},${(id * 37) % 72},${(9 + ((id * 131) % 9000) / 100).toFixed(2)},${(id * 13) % 5 === 0 ? 1 : 0}`;
  });
  return `customer,plan,months,spend,churned\n${rows.join("\n")}\n`;
}

function losses(): string {
  const rows = Array.from({ length: 60 }, (_, epoch) => {
    const fall = Math.exp(-epoch / 14);
    const wave = Math.sin(epoch * 1.7) * 0.012;
    return `${epoch},${(0.28 + 0.5 * fall + wave).toFixed(4)},${(0.36 + 0.42 * fall + 2 * wave + epoch * 0.0008).toFixed(4)}`;
  });
  return `epoch,train,valid\n${rows.join("\n")}\n`;
}

function confusion(): string {
  const cells = { "stays,stays": 812, "stays,leaves": 64, "leaves,stays": 91, "leaves,leaves": 233 };
  const rows = Object.entries(cells).flatMap(([pair, count]) => Array.from({ length: count }, () => pair));
  return `actual,predicted\n${rows.join("\n")}\n`;
}

/** The files of the project; who calls has made a repository of git and dvc in the folder, and freezes `report` later. */
export function writeProject(folder: string): void {
  for (const name of ["data/events", "src", "models", "plots"]) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "dvc.yaml"), pipeline);
  writeFileSync(join(folder, "params.yaml"), "lr: 0.001\nwindow: 14\n");
  writeFileSync(join(folder, "src/work.py"), script);
  writeFileSync(join(folder, "data/customers.csv"), customers(1400));
  writeFileSync(join(folder, "plots/loss.csv"), losses());
  writeFileSync(join(folder, "plots/confusion.csv"), confusion());
  for (let day = 1; day <= 12; day++)
    writeFileSync(join(folder, `data/events/2026-11-${String(day).padStart(2, "0")}.csv`), customers(200, day * 200));
}

/** What a working day leaves: more customers, an event file each added, changed and removed, another learning rate. */
export function changeProject(folder: string): void {
  appendFileSync(join(folder, "data/customers.csv"), customers(60, 1400).split("\n").slice(1).join("\n"));
  writeFileSync(join(folder, "params.yaml"), "lr: 0.002\nwindow: 14\n");
}

export function changeEvents(folder: string): void {
  const at = (name: string) => join(folder, "data/events", name);
  appendFileSync(at("2026-11-12.csv"), "99999,team,3,12.00,0\n");
  writeFileSync(at("2026-11-13.csv"), customers(150, 4000));
}

export function git(folder: string, ...words: string[]): string {
  const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...who, ...words], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
