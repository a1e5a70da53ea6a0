"""Experiments, runs, data, artifacts: written in every way, read back, deleted, restored, and pushed past the limits."""

import json
import os
import tempfile

import mlflow
import numpy as np
import pandas as pd
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.utils.rest_utils import http_request

from answers import attempt, differs, is_added, note

client = MlflowClient()
home = mlflow.set_experiment("keeping").experiment_id
WRONG_TYPE = "a field of the wrong type is refused; mlflow takes it for absent, cuts it, or breaks"
INFINITE = "SQL cannot hold infinity and mlflow stores the largest double in its place"
CLIMBS = "a path with a backslash climb, a null byte or an empty part is refused; mlflow lists something else"
differs("rename onto another", {"error": "RESOURCE_ALREADY_EXISTS"}, "mlflow shows the SQL constraint that failed")
differs("metric value inf", "inf", INFINITE)
differs("metric value -inf", "-inf", INFINITE)
differs("broken: step half", [400, "INVALID_PARAMETER_VALUE"], WRONG_TYPE)
differs("broken: metrics of numbers", [400, "INVALID_PARAMETER_VALUE"], WRONG_TYPE)
differs("broken: run tags wrong", [400, "INVALID_PARAMETER_VALUE"], WRONG_TYPE)
differs("broken: view unknown", [400, "INVALID_PARAMETER_VALUE"], WRONG_TYPE)
differs("broken: status unknown", [400, "INVALID_PARAMETER_VALUE"], WRONG_TYPE)
differs(r"list '..\\..'", {"error": "HTTPError"}, CLIMBS)
differs(r"list 'a\x00b'", {"error": "HTTPError"}, CLIMBS)
differs("list '//'", {"error": "HTTPError"}, CLIMBS)

HOSTILE = {
    "markup": "<script>alert(1)</script>",
    "right to left": "\u202eabc\u202c",
    "prototype": "__proto__",
    "constructor": "constructor",
    "emoji": "👩‍🔬🚀",
    "combining": "e\u0301",
    "quotes": "a'b\"c`d",
    "backslash": "a\\b",
    "newline": "a\nb",
    "sql": "'; DROP TABLE runs; --",
    "percent": "100%_%25",
    "nul": "a\x00b",
    "spaces": "  two  ",
    "slashes": "a/b/c",
    "climbing": "../up",
    "absolute": "/etc",
    "double slash": "a//b",
    "dot": ".",
    "colon": "a:b",
    "long": "k" * 251,
    "as long as may be": "k" * 250,
    "empty": "",
    "null word": "null",
    "lone": "toString",
}

# --- experiments
for kind, name in HOSTILE.items():
    if kind in ("nul",):
        continue
    attempt(f"experiment {kind}", lambda: client.get_experiment(client.create_experiment(name)).name)
    attempt(f"experiment {kind} by name", lambda: client.get_experiment_by_name(name) is not None)
attempt("experiment name too long", lambda: client.create_experiment("x" * 501))
attempt("the same name", lambda: client.create_experiment("keeping"))
attempt("an unknown experiment", lambda: client.get_experiment("99999999"))
attempt("a bad experiment id", lambda: client.get_experiment("../0"))
note("the default experiment", client.get_experiment("0").name)
spare = client.create_experiment("spare", tags={"a": "1"})
client.set_experiment_tag(spare, "b", "2")
client.set_experiment_tag(spare, "a", "3")
client.delete_experiment_tag(spare, "b")
attempt("delete a tag twice", lambda: client.delete_experiment_tag(spare, "b"))
client.rename_experiment(spare, "spare two")
note("experiment", {k: v for k, v in dict(client.get_experiment(spare)).items() if k not in ("experiment_id", "trace_location")})
attempt("rename onto another", lambda: client.rename_experiment(spare, "keeping"))
inside = client.create_run(spare).info.run_id
client.delete_experiment(spare)
note("deleted experiment", client.get_experiment(spare).lifecycle_stage)
note("its run", client.get_run(inside).info.lifecycle_stage)
attempt("create in a deleted one", lambda: client.create_run(spare))
attempt("its name is still taken", lambda: client.create_experiment("spare two"))
attempt("tag a deleted one", lambda: client.set_experiment_tag(spare, "c", "1"))
attempt("delete it twice", lambda: client.delete_experiment(spare))
client.restore_experiment(spare)
note("restored", (client.get_experiment(spare).lifecycle_stage, client.get_run(inside).info.lifecycle_stage))
attempt("restore it twice", lambda: client.restore_experiment(spare))
attempt("restore the unknown", lambda: client.restore_experiment("99999999"))
attempt("a location of its own", lambda: client.get_experiment(client.create_experiment("own place", "s3://bucket/x")).artifact_location)

# --- runs
run = client.create_run(home, start_time=1234, tags={"mlflow.user": "ada", "mlflow.source.name": "x.py"}, run_name="kept")
rid = run.info.run_id
note("created", run)
client.update_run(rid, status="SCHEDULED", name="renamed")
note("renamed", (client.get_run(rid).info.run_name, client.get_run(rid).data.tags["mlflow.runName"]))
client.set_tag(rid, "mlflow.runName", "by tag")
note("renamed by tag", client.get_run(rid).info.run_name)
for status in ("RUNNING", "FINISHED", "KILLED", "NONSENSE"):
    attempt(f"status {status}", lambda: (client.set_terminated(rid, status, 99), client.get_run(rid).info)[1].status)
note("ended", client.get_run(rid).info.end_time)
attempt("nameless run", lambda: client.create_run(home).info.run_name)
attempt("a run in no experiment", lambda: client.create_run("99999999"))
attempt("an unknown run", lambda: client.get_run("f" * 32))
attempt("a bad run id", lambda: client.get_run("../../x"))
for kind, text in HOSTILE.items():
    if kind == "nul":
        continue
    attempt(f"tag {kind}", lambda: (client.set_tag(rid, text, text), client.get_run(rid).data.tags[text])[1])
    attempt(f"param {kind}", lambda: (client.log_param(rid, text, text), client.get_run(rid).data.params[text])[1])
    attempt(f"metric {kind}", lambda: (client.log_metric(rid, text, 1.5, 7, 3), client.get_metric_history(rid, text))[1])
client.set_tag(rid, "gone", 1)
client.delete_tag(rid, "gone")
attempt("delete a run tag twice", lambda: client.delete_tag(rid, "gone"))
attempt("param again, the same", lambda: client.log_param(rid, "p", 1))
attempt("param again, the same still", lambda: client.log_param(rid, "p", "1"))
attempt("param again, another", lambda: client.log_param(rid, "p", 2))
attempt("param of 6000", lambda: (client.log_param(rid, "p6000", "v" * 6000), len(client.get_run(rid).data.params["p6000"]))[1])
attempt("param of 6001", lambda: (client.log_param(rid, "p6001", "v" * 6001), len(client.get_run(rid).data.params["p6001"]))[1])
attempt("tag of 8001", lambda: (client.set_tag(rid, "t8001", "v" * 8001), len(client.get_run(rid).data.tags["t8001"]))[1])
for i, value in enumerate((float("nan"), float("inf"), float("-inf"), 1e308, 5e-324, -0.0, 2**53 + 1, True, "12.5", np.float32(0.1))):
    attempt(
        f"metric value {value!r}",
        lambda: (client.log_metric(rid, f"v{i}", value, 7, 3), client.get_run(rid).data.metrics[f"v{i}"])[1],
    )
attempt("metric value text", lambda: client.log_metric(rid, "m", "many"))
for step in (-5, 0, 2**53, 2**31):
    attempt(f"step {step}", lambda: (client.log_metric(rid, "steps", 1.0, 7, step), [p.step for p in client.get_metric_history(rid, "steps")])[1])

# --- batches
batch = client.create_run(home, run_name="batch").info.run_id
client.log_batch(batch, [Metric(f"m{i}", i, 1, 0) for i in range(1000)])
client.log_batch(batch, [], [Param(f"p{i}", str(i)) for i in range(100)], [RunTag(f"t{i}", str(i)) for i in range(100)])
data = client.get_run(batch).data
note("a full batch", (len(data.metrics), len(data.params), sum(key.startswith("t") and key[1:].isdigit() for key in data.tags)))
log_batch = client._tracking_client.store.log_batch
attempt("1001 metrics at once", lambda: log_batch(batch, [Metric("x", i, 1, i) for i in range(1001)], [], []))
attempt("101 params at once", lambda: log_batch(batch, [], [Param(f"q{i}", "1") for i in range(101)], []))
attempt("101 tags at once", lambda: log_batch(batch, [], [], [RunTag(f"q{i}", "1") for i in range(101)]))
attempt("a param changed in a batch", lambda: log_batch(batch, [Metric("lost", 1, 1, 0)], [Param("p0", "9"), Param("new", "1")], []))
note("nothing of it was written", ("new" in client.get_run(batch).data.params, "lost" in client.get_run(batch).data.metrics))
attempt("the same param twice", lambda: log_batch(batch, [], [Param("twice", "1"), Param("twice", "2")], []))
attempt("the same param twice, equal", lambda: log_batch(batch, [], [Param("equal", "1"), Param("equal", "1")], []))
attempt("the same tag twice", lambda: (log_batch(batch, [], [], [RunTag("tt", "1"), RunTag("tt", "2")]), client.get_run(batch).data.tags["tt"])[1])
attempt("a batch for no run", lambda: log_batch("f" * 32, [Metric("m", 1, 1, 0)], [], []))
log_batch(batch, [Metric("same", 1, 5, 1)] * 5 + [Metric("same", 2, 5, 1)], [], [])
note("identical points once", [(p.value, p.timestamp, p.step) for p in client.get_metric_history(batch, "same")])

# --- what arrives broken
host = client._tracking_client.store.get_host_creds()


def raw(path, body, method="POST"):
    reply = http_request(host, f"/api/2.0/mlflow/{path}", method, data=body, extra_headers={"Content-Type": "application/json"}, max_retries=0, raise_on_status=False)
    return reply.status_code, reply.json().get("error_code") if reply.status_code != 200 else None


BROKEN = {
    "run_id a number": ("runs/log-metric", {"run_id": 5, "key": "k", "value": 1, "timestamp": 1}),
    "value text": ("runs/log-metric", {"run_id": rid, "key": "k", "value": "many", "timestamp": 1}),
    "value missing": ("runs/log-metric", {"run_id": rid, "key": "k", "timestamp": 1}),
    "key missing": ("runs/log-metric", {"run_id": rid, "value": 1, "timestamp": 1}),
    "timestamp text": ("runs/log-metric", {"run_id": rid, "key": "k", "value": 1, "timestamp": "noon"}),
    "timestamp as text": ("runs/log-metric", {"run_id": rid, "key": "k", "value": 1, "timestamp": "12"}),
    "unknown fields": ("runs/log-metric", {"run_id": rid, "key": "k", "value": 1, "timestamp": 1, "extra": {"a": [1]}}),
    "step half": ("runs/log-metric", {"run_id": rid, "key": "k", "value": 1, "timestamp": 1, "step": 0.5}),
    "metrics an object": ("runs/log-batch", {"run_id": rid, "metrics": {"key": "k"}}),
    "metrics of numbers": ("runs/log-batch", {"run_id": rid, "metrics": [1, 2]}),
    "param without value": ("runs/log-batch", {"run_id": rid, "params": [{"key": "k"}]}),
    "tag null": ("runs/set-tag", {"run_id": rid, "key": "nothing", "value": None}),
    "experiment without name": ("experiments/create", {}),
    "name a number": ("experiments/create", {"name": 5}),
    "run tags wrong": ("runs/create", {"experiment_id": home, "tags": "x"}),
    "search ids a text": ("runs/search", {"experiment_ids": home}),
    "search page a text": ("runs/search", {"experiment_ids": [home], "max_results": "many"}),
    "search page as text": ("runs/search", {"experiment_ids": [home], "max_results": "2"}),
    "view unknown": ("runs/search", {"experiment_ids": [home], "run_view_type": "SOME"}),
    "status unknown": ("runs/update", {"run_id": rid, "status": "DONE"}),
    "model without name": ("registered-models/create", {}),
    "delete without id": ("runs/delete", {}),
}
for kind, (path, body) in BROKEN.items():
    attempt(f"broken: {kind}", lambda: raw(path, json.dumps(body)))

# --- datasets
with mlflow.start_run(run_name="data") as with_data:
    frame = pd.DataFrame({"x": [1.0, 2.0], "y": ["a", None]})
    mlflow.log_input(mlflow.data.from_pandas(frame, source="train.csv", name="train"), context="training")
    mlflow.log_input(mlflow.data.from_numpy(np.arange(6).reshape(2, 3), source="grid.npy"), tags={"k": "v"})
    mlflow.log_input(mlflow.data.from_pandas(frame, source="train.csv", name="train"), context="training")
inputs = client.get_run(with_data.info.run_id).inputs.dataset_inputs
note(
    "datasets",
    sorted(
        [i.dataset.name, i.dataset.digest, i.dataset.source_type, i.dataset.source, i.dataset.schema, i.dataset.profile, sorted((t.key, t.value) for t in i.tags)]
        for i in inputs
    ),
)

# --- artifacts
with tempfile.TemporaryDirectory() as folder:
    os.makedirs(f"{folder}/deep/er")
    for name, content in {
        "plain.txt": b"text",
        "empty": b"",
        "bytes.bin": bytes(range(256)) * 500,
        "deep/er/file name.txt": b"deep",
        "deep/ünï+%20 &?#.txt": b"odd",
        "deep/er/emoji 🚀.txt": b"rocket",
    }.items():
        with open(f"{folder}/{name}", "wb") as file:
            file.write(content)
    with mlflow.start_run(run_name="artifacts") as kept:
        mlflow.log_artifacts(folder)
        mlflow.log_artifact(f"{folder}/plain.txt", "in/a/folder")
        mlflow.log_text("hello", "notes/a.md")
        mlflow.log_dict({"a": [1, {"b": None}]}, "dict.json")
        mlflow.log_dict({"a": 1}, "dict.yaml")
        mlflow.log_image(np.zeros((4, 4, 3), dtype=np.uint8), "black.png")
        mlflow.log_image(np.ones((4, 4)), key="steps", step=3, timestamp=1000)
        mlflow.log_table({"q": ["a", "b"], "n": [1, 2]}, "table.json")
        mlflow.log_table({"q": ["c"], "n": [3]}, "table.json")
    aid = kept.info.run_id

    def listed(path=None):
        return sorted((f.path.split("%")[0], f.is_dir, f.file_size or 0) for f in client.list_artifacts(aid, path) if not is_added(f.path))

    note("size of an empty file", next(f.file_size for f in client.list_artifacts(aid) if f.path == "empty"))

    for path in (None, "deep", "deep/er", "in/a", "notes", "plain.txt", "missing", "images"):
        attempt(f"list {path}", lambda: listed(path))
    for path in ("../..", "deep/../..", "/etc", "%2e%2e", "deep/%2e%2e/%2e%2e", "..\\..", "a\x00b", "deep/./er", "//"):
        attempt(f"list {path!r}", lambda: listed(path))
    back = mlflow.artifacts.download_artifacts(run_id=aid, dst_path=f"{folder}/back")
    tree = []
    for root, _, files in os.walk(back):
        tree += [os.path.relpath(f"{root}/{f}", back) for f in files if "%" not in f or "ünï" in f]
    note("downloaded", sorted(path for path in tree if not path.startswith("images/") and not is_added(path)))
    with open(f"{back}/bytes.bin", "rb") as file:
        note("bytes are the same", file.read() == bytes(range(256)) * 500)
    note("text", mlflow.artifacts.load_text(f"runs:/{aid}/notes/a.md"))
    note("dict", mlflow.artifacts.load_dict(f"runs:/{aid}/dict.json"))
    note("table", mlflow.load_table("table.json", run_ids=[aid]).values.tolist())
    attempt("download what is not there", lambda: mlflow.artifacts.download_artifacts(run_id=aid, artifact_path="missing.txt"))
    attempt("download above", lambda: mlflow.artifacts.download_artifacts(run_id=aid, artifact_path="../../x"))
    note("artifact uri", mlflow.get_run(aid).info.artifact_uri)

# --- deletion
client.delete_run(rid)
note("deleted run", client.get_run(rid).info.lifecycle_stage)
for what, work in {
    "metric": lambda: client.log_metric(rid, "late", 1),
    "param": lambda: client.log_param(rid, "late", 1),
    "tag": lambda: client.set_tag(rid, "late", 1),
    "batch": lambda: log_batch(rid, [Metric("late", 1, 1, 0)], [], []),
    "status": lambda: client.set_terminated(rid),
    "rename": lambda: client.update_run(rid, name="late"),
    "delete": lambda: client.delete_run(rid),
}.items():
    attempt(f"{what} on a deleted run", work)
client.restore_run(rid)
note("restored run", client.get_run(rid).info.lifecycle_stage)
attempt("restore again", lambda: client.restore_run(rid))
attempt("delete no run", lambda: client.delete_run("f" * 32))
note("all are there", sorted(r.info.run_name for r in client.search_runs([home], "run_name LIKE '%a%'", ViewType.ALL) if "-" not in r.info.run_name))

# --- parents
with mlflow.start_run(run_name="parent") as parent:
    with mlflow.start_run(nested=True, run_name="child") as child:
        with mlflow.start_run(nested=True, run_name="grandchild") as grandchild:
            pass
note("parents", [client.get_parent_run(each.info.run_id).info.run_name for each in (child, grandchild)])
note("no parent", client.get_parent_run(parent.info.run_id))
