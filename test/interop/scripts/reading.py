"""Reads back, through MLflow's client, all that `filling.py` left in the store that the environment names."""

import json
import math

import mlflow
from mlflow import MlflowClient
from mlflow.entities import ViewType

client = MlflowClient()
found = {}


def number(value):
    # SQLite keeps infinity as the largest float there is
    return str(value) if math.isnan(value) else "inf" if value > 1e308 else value


def files(run, path=None):
    listed = []
    for entry in client.list_artifacts(run, path):
        listed += files(run, entry.path) if entry.is_dir else [(entry.path, entry.file_size)]
    return sorted(listed)


experiments = {e.experiment_id: e.name for e in client.search_experiments(view_type=ViewType.ALL)}
found["experiments"] = sorted(
    (e.name, e.lifecycle_stage, sorted(e.tags.items())) for e in client.search_experiments(view_type=ViewType.ALL)
)
runs = client.search_runs(list(experiments), run_view_type=ViewType.ALL, max_results=1000)
for run in runs:
    info, data = run.info, run.data
    found[f"run {info.run_id}"] = {
        "experiment": experiments[info.experiment_id],
        "info": [info.run_name, info.status, info.lifecycle_stage, info.start_time, info.end_time, info.user_id],
        "params": sorted(data.params.items()),
        "tags": sorted((k, v) for k, v in data.tags.items() if not k.startswith("tidemark.")),
        "history": {
            key: sorted({(p.step, p.timestamp, number(p.value)) for p in client.get_metric_history(info.run_id, key)})
            for key in data.metrics
        },
        "last": {key: number(value) for key, value in data.metrics.items()},
        "inputs": [
            (d.dataset.name, d.dataset.digest, d.dataset.source_type, d.dataset.schema, sorted((t.key, t.value) for t in d.tags))
            for d in run.inputs.dataset_inputs
        ],
        "outputs": sorted(o.model_id for o in run.outputs.model_outputs) if run.outputs else [],
        "files": files(info.run_id),
    }
for model in client.search_logged_models(list(experiments), max_results=100):
    found[f"logged model {model.model_id}"] = {
        "of": [model.name, str(model.status), model.source_run_id, model.creation_timestamp],
        "params": sorted((model.params or {}).items()),
        "tags": sorted(model.tags.items()),
        "metrics": sorted({(m.key, m.step, m.timestamp, number(m.value), m.run_id) for m in model.metrics or []}, key=str),
    }
for model in client.search_registered_models():
    found[f"registered {model.name}"] = [model.description, sorted(model.tags.items()), sorted((alias, str(version)) for alias, version in model.aliases.items())]
    for version in client.search_model_versions(f"name = '{model.name}'"):
        found[f"version {version.version}"] = [
            version.current_stage,
            version.status,
            version.run_id,
            version.creation_timestamp,
            sorted(version.tags.items()),
        ]
        loaded = mlflow.sklearn.load_model(f"models:/{model.name}/{version.version}")
        found[f"version {version.version} predicts"] = loaded.predict([[0.0], [3.0]]).tolist()
for trace in client.search_traces(list(experiments)):
    info = trace.info
    found[f"trace {info.trace_id}"] = {
        "of": [experiments[info.experiment_id], str(info.state), info.request_time, info.request_preview, info.response_preview],
        "spans": [(s.name, s.span_type, s.inputs, s.outputs, s.parent_id, s.start_time_ns, s.end_time_ns) for s in trace.data.spans],
        "judged": [(a.name, a.feedback.value, a.rationale) for a in info.assessments],
    }
print("\n" + json.dumps(found, sort_keys=True))
