import assert from "node:assert/strict";
import { findCellTargets, findTargets, type Target } from "../../../src/core/python/findTargets";
import { maskPython } from "../../../src/core/python/maskPython";

function lines(...text: string[]): string {
  return text.join("\n");
}

function shown(text: string): string[] {
  return findTargets(text).map(
    (target: Target) =>
      `${target.line}: ${target.kind}${target.kind === "run" ? ` ${target.sign}${target.tracks ? "" : " untracked"}` : ""}${target.kind === "model" ? ` ${target.name ?? "?"}` : ""}`,
  );
}

describe("lines that carry lenses", () => {
  it("the picture: the start of the run, the model, the guard", () => {
    const script = lines(
      "import mlflow",
      "import torch",
      "",
      "def train(cfg):",
      "    with mlflow.start_run():",
      "        for epoch in range(60):",
      "            loss.backward()",
      "            optimizer.step()",
      '        mlflow.pytorch.log_model(model, name="model", registered_model_name="churn")',
      "",
      'if __name__ == "__main__":',
      "    train({})",
    );
    assert.deepEqual(shown(script), ["4: run start", "8: model churn", "10: main"]);
  });

  it("one line to run from, whatever else trains", () => {
    const script = lines("import mlflow", "mlflow.autolog()", "a.fit(x)", "b.fit(x)", "with mlflow.start_run(): pass");
    assert.deepEqual(shown(script), ["4: run start"]);
  });

  it("autolog before a bare fit", () => {
    assert.deepEqual(shown(lines("import mlflow.sklearn", "mlflow.sklearn.autolog()", "model.fit(x, y)")), [
      "1: run autolog",
    ]);
  });

  it("W&B and DVCLive", () => {
    assert.deepEqual(shown(lines("import wandb", "run = wandb.init(project='x')")), ["1: run start"]);
    assert.deepEqual(shown(lines("from dvclive import Live", "with Live(save_dvc_exp=True) as live:", "  pass")), [
      "1: run start",
    ]);
    assert.deepEqual(shown(lines("from rich.live import Live", "import torch", "with Live() as l: pass")), []);
  });

  it("a run that MLflow starts by itself at the first metric", () => {
    assert.deepEqual(shown(lines("import mlflow", "for i in range(9):", "    mlflow.log_metric('a', i)")), [
      "2: run log",
    ]);
  });

  it("a PyTorch loop: its outermost for, in its function", () => {
    const script = lines(
      "import torch",
      "def main():",
      "    for fold in folds:",
      "        for epoch in range(3):",
      "",
      "            for x, y in loader:",
      "                # a comment",
      "                loss.backward()",
      "                opt.step()",
      "main()",
    );
    assert.deepEqual(shown(script), ["2: run loop untracked"]);
  });

  it("what is fitted to prepare data does not count as training while a model is fitted", () => {
    const script = lines(
      "from sklearn.svm import SVC",
      "scaler.fit(x)",
      "StandardScaler().fit(x)",
      "vectorizer.fit(x)",
      "clf.fit(x, y)",
    );
    assert.deepEqual(shown(script), ["2: run fit untracked"]);
    assert.deepEqual(shown(lines("import sklearn", "scaler.fit(x)")), ["1: run fit untracked"]);
  });

  it("only a guard, in a file that imports a library which trains", () => {
    assert.deepEqual(shown(lines("from torch import nn", "if __name__ == '__main__':", "    main()")), [
      "1: run main untracked",
    ]);
    assert.deepEqual(shown(lines("import os", "if __name__ == '__main__':", "    main()")), []);
    assert.deepEqual(shown(lines("import mlflow", 'if "__main__" == __name__:', "    main()")), ["1: run main"]);
    assert.deepEqual(shown(lines("import mlflow", "def f():", "    if __name__ == 'x':", "        pass")), []);
  });

  it("no lens in a module that others import", () => {
    assert.deepEqual(
      shown(lines("import torch", "class Trainer:", "    def fit(self):", "        self.model.fit(x)")),
      [],
    );
    assert.deepEqual(shown(lines("import torch", "def step():", "    for b in l:", "        loss.backward()")), []);
    assert.deepEqual(shown(lines("def start_run():", "    import mlflow", "def autolog(): pass")), []);
  });

  it("strings and comments are no code", () => {
    const script = lines(
      '"""import mlflow',
      "with mlflow.start_run():",
      '"""',
      "# import mlflow",
      "x = 'import mlflow; mlflow.start_run()'",
      "y = r'''",
      "import mlflow",
      "mlflow.start_run()",
      "'''",
    );
    assert.deepEqual(shown(script), []);
    assert.deepEqual(
      shown(lines("import mlflow", "x = 'it\\'s' # don't", 'y = """a"b\\"""" \'q\'', "mlflow.start_run()")),
      ["3: run start"],
    );
  });

  it("a string that is never closed ends with its line, a long one with the file", () => {
    assert.deepEqual(shown(lines("import mlflow", "x = 'abc", "mlflow.start_run()")), ["2: run start"]);
    assert.deepEqual(shown(lines("import mlflow", "x = '''abc", "mlflow.start_run()")), []);
  });

  it("CRLF and lone CR count as lines, as the editor counts them", () => {
    assert.deepEqual(shown("import mlflow\r\n\r\n'''\r\n'''\r\nmlflow.start_run()\r\n"), ["4: run start"]);
    assert.deepEqual(shown("import mlflow\r\nx = 'a\\\r\nb'\r\nmlflow.start_run()"), ["3: run start"]);
    assert.deepEqual(shown("import torch\r\nfor e in r:\r\n    loss.backward()\r\n"), ["1: run loop untracked"]);
  });

  it("cell magic: lines of IPython are blank, cells of another language say nothing", () => {
    assert.deepEqual(
      shown(lines("!pip install mlflow 'x", "%matplotlib inline", "import mlflow", "mlflow.autolog()")),
      ["3: run autolog"],
    );
    assert.deepEqual(shown(lines("%%time", "import mlflow", "mlflow.start_run()")), ["2: run start"]);
    assert.deepEqual(shown(lines("%%bash", "import mlflow", "mlflow.start_run()")), []);
  });

  it("a cell uses what another imports; training alone says nothing there", () => {
    const kinds = (text: string) => findCellTargets(text).map(({ kind, line }) => `${line}: ${kind}`);
    assert.deepEqual(kinds(lines("with mlflow.start_run():", "    mlflow.log_metric('a', 1)")), ["0: run"]);
    assert.deepEqual(kinds("%%time\nmlflow.sklearn.autolog()"), ["1: run"]);
    assert.deepEqual(kinds("import torch\nmodel.fit(x)"), []);
    assert.deepEqual(kinds("mlflow.log_metric('a', 1)"), []);
    assert.deepEqual(kinds("print('mlflow.start_run()')"), []);
  });

  it("models: a name that is written out, one that is not, and one in another line of the call", () => {
    const script = lines(
      "import mlflow",
      "mlflow.start_run()",
      "mlflow.sklearn.log_model(",
      "    model,",
      "    registered_model_name='a (b)',",
      ")",
      "mlflow.register_model(f'runs:/{run.info.run_id}/model', \"churn\")",
      "mlflow.register_model(name='c', model_uri=uri)",
      "mlflow.sklearn.log_model(model, registered_model_name=NAME)",
      "mlflow.sklearn.log_model(model)",
      "# log_model(registered_model_name='x')",
    );
    assert.deepEqual(shown(script), ["1: run start", "2: model a (b)", "6: model churn", "7: model c", "8: model ?"]);
  });

  it("20,000 lines: what is last is found, and nothing is scanned twice over", () => {
    const filler = Array.from({ length: 20_000 }, (_, i) => `x${i} = f("a ${i}", 'b') # it's`).join("\n");
    assert.deepEqual(shown(`import mlflow\n${filler}\nmlflow.start_run()\n`), ["20001: run start"]);
    assert.deepEqual(shown(`import torch\n${"    ".repeat(1)}${filler}\nfor a in b:\n  loss.backward()\n`), [
      "20001: run loop untracked",
    ]);
  });

  it("text that is hostile to patterns ends", () => {
    for (const text of [
      `import mlflow\n${"'".repeat(100_001)}`,
      `import torch\n${" ".repeat(200_000)}x`,
      `import torch\n${"\n  ".repeat(60_000)}loss.backward()`,
      `import mlflow\n${"log_model(".repeat(5000)}`,
      `import torch\n${"a.".repeat(100_000)}`,
      `import torch\nx = ${"1".repeat(400_000)}`,
      `import torch\nx = ${"opt".repeat(100_000)}`,
      `import torch\nx = ${")".repeat(400_000)}`,
      `import torch\nx = "${"QUJD".repeat(250_000)}"`,
      `import torch\nif ${" ".repeat(200_000)}x`,
      `import mlflow\nmlflow.autolog()\n${"register_model(".repeat(100_000)}`,
    ])
      assert.ok(findTargets(text).length < 30);
  });

  it("a text that begins with an empty line and an indented one", () => {
    assert.deepEqual(shown("\n    loss.backward()\nimport torch"), []);
    assert.deepEqual(shown("\n  for x in y:\n    loss.backward()\nimport torch"), ["1: run loop untracked"]);
  });

  it("what is defined is not called", () => {
    assert.deepEqual(shown("import mlflow\ndef start_run(): pass\ndef  autolog (): pass\nmodel.fit(x)"), [
      "3: run fit",
    ]);
    assert.deepEqual(shown("import dvclive\nclass Live(Base): pass\nmodel.fit(x)"), ["2: run fit"]);
  });
});

describe("masking", () => {
  it("keeps length and lines", () => {
    const text = "a = \"x\\\"y\" # c 'd\r\nb = '''1\n2'''\n%magic 'q\n\"unclosed";
    const masked = maskPython(text);
    assert.equal(masked.length, text.length);
    assert.equal(masked, "a = \"    \"       \r\nb = ''' \n '''\n         \n\"        ");
  });
});
