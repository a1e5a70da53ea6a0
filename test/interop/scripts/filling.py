"""Fills whatever store MLflow uses by default here: what a year of an ML engineer's habits leaves behind, in small."""

import mlflow
import pandas as pd
from mlflow import MlflowClient
from sklearn.linear_model import LogisticRegression

mlflow.set_experiment("churn")
with mlflow.start_run(run_name="parent", description="the best so far"):
    mlflow.log_params({"lr": 0.1, "depth": 5, "note": "two\nlines"})
    for step in range(50):
        mlflow.log_metric("train/loss", 1 / (step + 1), step=step)
    mlflow.log_metric("bad", float("nan"))
    mlflow.log_metric("worse", float("inf"))
    mlflow.set_tag("wörd", "<b>né</b>")
    mlflow.log_text("hello", "notes/a.txt")
    mlflow.log_dict({"a": 1}, "config.json")
    data = pd.DataFrame({"x": [0.0, 1.0, 2.0, 3.0], "y": [0, 0, 1, 1]})
    mlflow.log_input(mlflow.data.from_pandas(data, name="tiny", targets="y"), context="training")
    for fold in range(3):
        with mlflow.start_run(run_name=f"fold-{fold}", nested=True):
            mlflow.log_metric("auc", 0.8 + fold / 100)
    model = LogisticRegression().fit(data[["x"]], data["y"])
    mlflow.sklearn.log_model(model, name="model", registered_model_name="churn-model", input_example=data[["x"]])
    mlflow.sklearn.log_model(model, name="model", registered_model_name="churn-model")

client = MlflowClient()
client.set_registered_model_alias("churn-model", "champion", 1)
client.transition_model_version_stage("churn-model", "1", "Production")
client.transition_model_version_stage("churn-model", "2", "Staging")
client.update_registered_model("churn-model", description="who leaves")
client.set_registered_model_tag("churn-model", "team", "growth")
client.set_model_version_tag("churn-model", "2", "checked", "no")

experiment = client.get_experiment_by_name("churn").experiment_id
client.set_experiment_tag(experiment, "owner", "ana")
client.delete_run(client.create_run(experiment, run_name="mistake").info.run_id)
try:
    with mlflow.start_run(run_name="broken"):
        raise ValueError("out of memory")
except ValueError:
    pass


@mlflow.trace
def answer(question):
    return inner(question)


@mlflow.trace(span_type="LLM")
def inner(question):
    return question.upper()


answer("why?")
mlflow.flush_trace_async_logging()
mlflow.log_feedback(trace_id=mlflow.get_last_active_trace_id(), name="good", value=True, rationale="it was short")
