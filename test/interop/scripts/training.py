"""The quick start, two autologs and a nested sweep, as MLflow's own pages show them."""

import mlflow
import numpy as np
from mlflow import MlflowClient
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.tree import DecisionTreeClassifier

from answers import is_added, note

client = MlflowClient()


def run_of(run_id):
    run = client.get_run(run_id)
    tags = dict(run.data.tags)
    history = tags.pop("mlflow.log-model.history", None)
    return {
        "info": run.info,
        "params": run.data.params,
        "metrics": run.data.metrics,
        "tags": tags,
        "logged model history": history is not None,
        "inputs": sorted((i.dataset.name, i.dataset.digest, i.tags[0].value) for i in run.inputs.dataset_inputs),
        "model inputs": len(run.inputs.model_inputs),
        "model outputs": [output.step for output in run.outputs.model_outputs] if run.outputs else [],
        "artifacts": sorted((f.path, f.is_dir) for f in client.list_artifacts(run_id) if not is_added(f.path)),
    }


# --- quick start
mlflow.set_experiment("MLflow Quickstart")
features, target = load_iris(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split(features, target, test_size=0.2, random_state=42)
params = {"solver": "lbfgs", "max_iter": 1000, "random_state": 8888}
with mlflow.start_run(run_name="quick start") as run:
    mlflow.log_params(params)
    model = LogisticRegression(**params).fit(x_train, y_train)
    mlflow.log_metric("accuracy", accuracy_score(y_test, model.predict(x_test)))
    mlflow.set_tag("Training Info", "Basic LR model for iris data")
    logged = mlflow.sklearn.log_model(
        model, name="iris_model", input_example=x_train[:3], pip_requirements=["scikit-learn"]
    )
    mlflow.set_logged_model_tags(logged.model_id, {"Training Info": "Basic LR model"})
note("quick start: run", run_of(run.info.run_id))
note("quick start: predictions", mlflow.pyfunc.load_model(logged.model_uri).predict(x_test)[:10])
kept = mlflow.get_logged_model(logged.model_id)
note("quick start: logged model", (kept.name, kept.status, kept.tags, kept.params, kept.artifact_location))
found = mlflow.search_logged_models(filter_string="name = 'iris_model'", output_format="list")
note("quick start: found by name", [each.model_id for each in found])

# --- sklearn autolog
mlflow.set_experiment("sklearn autolog")
mlflow.sklearn.autolog(log_model_signatures=False, log_models=False)
with mlflow.start_run() as run:
    tree = DecisionTreeClassifier(max_depth=3, random_state=1).fit(x_train, y_train)
    tree.score(x_test, y_test)
note("sklearn autolog: run", run_of(run.info.run_id))

grid = GridSearchCV(LogisticRegression(max_iter=500), {"C": [0.1, 1.0, 10.0]}, cv=2)
with mlflow.start_run(run_name="grid") as run:
    grid.fit(x_train, y_train)
parent = run_of(run.info.run_id)
parent["metrics"] = sorted(parent["metrics"])
note("sklearn autolog: grid search", parent)
children = mlflow.search_runs(
    filter_string=f"tags.mlflow.parentRunId = '{run.info.run_id}'", order_by=["params.C"], output_format="list"
)
note("sklearn autolog: children", [(c.data.params["C"], c.info.status, sorted(c.data.metrics)) for c in children])
mlflow.sklearn.autolog(disable=True)

# --- xgboost autolog
import xgboost  # noqa: E402

mlflow.set_experiment("xgboost autolog")
mlflow.xgboost.autolog(log_models=False)
with mlflow.start_run() as run:
    train = xgboost.DMatrix(x_train, label=y_train)
    xgboost.train(
        {"objective": "multi:softprob", "num_class": 3, "max_depth": 2, "seed": 1, "nthread": 1},
        train,
        num_boost_round=12,
        evals=[(train, "train"), (xgboost.DMatrix(x_test, label=y_test), "test")],
        verbose_eval=False,
    )
note("xgboost autolog: run", run_of(run.info.run_id))
history = client.get_metric_history(run.info.run_id, "train-mlogloss")
note("xgboost autolog: loss by step", [(point.step, point.value) for point in history])
mlflow.xgboost.autolog(disable=True)

# --- a nested sweep
mlflow.set_experiment("sweep")
rng = np.random.default_rng(7)
with mlflow.start_run(run_name="sweep") as parent:
    mlflow.log_param("search", "random")
    best = 0.0
    for trial in range(12):
        rate, depth = float(rng.uniform(0.01, 0.3)), int(rng.integers(2, 9))
        with mlflow.start_run(run_name=f"trial {trial}", nested=True):
            mlflow.log_params({"rate": rate, "depth": depth})
            for epoch in range(5):
                mlflow.log_metric("loss", 1 / (1 + epoch * rate * depth), step=epoch)
            score = rate * depth
            mlflow.log_metrics({"score": score, "epochs": 5})
        best = max(best, score)
    mlflow.log_metric("best score", best)
note("sweep: parent", run_of(parent.info.run_id))
trials = client.search_runs(
    [parent.info.experiment_id],
    f"tags.`mlflow.parentRunId` = '{parent.info.run_id}' and metrics.score > 0.3",
    order_by=["metrics.score DESC"],
)
note("sweep: best trials", [(t.info.run_name, t.data.params, t.data.metrics) for t in trials])
frame = mlflow.search_runs(order_by=["attributes.run_name"])
columns = [c for c in sorted(frame.columns) if c.startswith(("metrics.", "params."))]
note("sweep: as a table", [columns, frame[columns].astype(object).where(frame[columns].notna(), None).values.tolist()])
