"""Evaluation datasets, scorers and logged models."""

import mlflow
from mlflow import MlflowClient
from mlflow.entities import LoggedModelStatus
from mlflow.genai import datasets, scorers

from answers import attempt, differs, note

REFUSED = {"error": "INVALID_PARAMETER_VALUE"}
differs("datasets where name > 'a'", REFUSED, "names are not ordered anywhere else")
differs("a param changed", REFUSED, "mlflow shows the SQL constraint that failed")

client = MlflowClient()
home = mlflow.set_experiment("judging").experiment_id
other = client.create_experiment("judging elsewhere")

# --- evaluation datasets
golden = datasets.create_dataset(name="golden", experiment_id=home, tags={"version": "1", "team": "nlp"})
note("dataset", (golden.name, golden.tags, golden.experiment_ids == [home], golden.digest is not None))
golden.merge_records(
    [
        {"inputs": {"q": "why"}, "expectations": {"a": "because"}, "tags": {"lang": "en"}},
        {"inputs": {"q": "pourquoi", "n": 1.5}, "expectations": {"a": None}},
        {"inputs": {"q": "why"}, "expectations": {"b": [1, 2]}, "tags": {"lang": "fr"}},
    ]
)


def records_of(dataset):
    table = dataset.to_df()
    return sorted(
        ([row["inputs"], row["expectations"], row["tags"]] for row in table.to_dict("records")), key=lambda row: str(row)
    )


golden = datasets.get_dataset(dataset_id=golden.dataset_id)
note("records are merged by their inputs", records_of(golden))
note("columns", sorted(golden.to_df().columns))
note("schema", golden.schema)
note("profile", golden.profile)
attempt("by name", lambda: datasets.get_dataset(name="golden").name)
attempt("the same name again", lambda: datasets.create_dataset(name="golden", experiment_id=home).name)
attempt("an unknown one", lambda: datasets.get_dataset(dataset_id="d-" + "0" * 32))
for i in range(5):
    datasets.create_dataset(name=f"set {i}", experiment_id=[home, other] if i % 2 else [other], tags={"n": str(i)})
for text in ("name = 'golden'", "name LIKE 'set%'", "name ILIKE 'SET%'", "tags.team = 'nlp'", "tags.n != '1'", "created_time > 0", "nothing = 1", "name > 'a'"):
    attempt(f"datasets where {text}", lambda: sorted(d.name for d in datasets.search_datasets(filter_string=text)))
attempt("of an experiment", lambda: sorted(d.name for d in datasets.search_datasets(experiment_ids=[other])))
attempt("by name, descending", lambda: [d.name for d in datasets.search_datasets(order_by=["name DESC"])])
datasets.set_dataset_tags(dataset_id=golden.dataset_id, tags={"version": "2", "new": "yes"})
datasets.delete_dataset_tag(dataset_id=golden.dataset_id, key="team")
attempt("delete a tag twice", lambda: datasets.delete_dataset_tag(dataset_id=golden.dataset_id, key="team"))
note("tags", datasets.get_dataset(dataset_id=golden.dataset_id).tags)
datasets.add_dataset_to_experiments(golden.dataset_id, [other])
note("in both", sorted(datasets.get_dataset(dataset_id=golden.dataset_id).experiment_ids) == sorted([home, other]))
datasets.remove_dataset_from_experiments(golden.dataset_id, [other])
note("in one", datasets.get_dataset(dataset_id=golden.dataset_id).experiment_ids == [home])
datasets.delete_dataset(dataset_id=golden.dataset_id)
attempt("deleted", lambda: datasets.get_dataset(dataset_id=golden.dataset_id))


# --- scorers
@scorers.scorer
def short(outputs):
    return len(outputs) < 10


def plain_scorers():
    return sorted((s.name, type(s).__name__) for s in scorers.list_scorers(experiment_id=home))


store = client._tracking_client.store
for text in ('{"a": 1}', '{"a": 2}'):
    version = store.register_scorer(home, "length", text)
    note(f"scorer {text}", (version.scorer_name, version.scorer_version))
store.register_scorer(home, "tone", '{"b": 1}')
note("scorers", sorted((s.scorer_name, s.scorer_version) for s in store.list_scorers(home)))
note("versions", sorted((s.scorer_version, s._serialized_scorer) for s in store.list_scorer_versions(home, "length")))
note("the latest", store.get_scorer(home, "length").scorer_version)
note("the first", store.get_scorer(home, "length", version=1)._serialized_scorer)
attempt("no such version", lambda: store.get_scorer(home, "length", version=9))
attempt("no such scorer", lambda: store.get_scorer(home, "none"))
attempt("scorer in no experiment", lambda: store.register_scorer("99999999", "x", "{}"))
store.delete_scorer(home, "length", version=2)
note("after deleting one", store.get_scorer(home, "length").scorer_version)
store.delete_scorer(home, "tone")
attempt("all of it gone", lambda: store.list_scorer_versions(home, "tone"))
attempt("delete it again", lambda: store.delete_scorer(home, "tone"))

# --- logged models
with mlflow.start_run(run_name="models") as run:
    made = []
    for i in range(5):
        model = mlflow.initialize_logged_model(name=f"net{i}", model_type="agent" if i % 2 else None, params={"layers": str(i)}, tags={"even": str(i % 2 == 0)})
        mlflow.log_metric("loss", 1 / (i + 1), step=i, model_id=model.model_id)
        if i < 4:
            mlflow.finalize_logged_model(model.model_id, LoggedModelStatus.READY if i < 3 else LoggedModelStatus.FAILED)
        made.append(model)
first = made[0].model_id
note("a logged model", {k: v for k, v in mlflow.get_logged_model(first).to_dictionary().items() if "timestamp" not in k})
for text in (
    "name = 'net1'",
    "name LIKE 'net%'",
    "attributes.name != 'net1'",
    "status = 'READY'",
    "model_type = 'agent'",
    "params.layers = '2'",
    "tags.even = 'True'",
    "metrics.loss < 0.4",
    "metrics.loss >= 0.5 AND tags.even = 'True'",
    f"source_run_id = '{run.info.run_id}'",
    f"model_id = '{first}'",
    "creation_timestamp > 0",
    "nothing = 1",
    "metrics.loss LIKE 'a'",
    "name IN ('net1', 'net2')",
    "name > 'a'",
):
    attempt(
        f"models where {text.replace(first, 'ID').replace(run.info.run_id, 'RUN')}",
        lambda: sorted(m.name for m in mlflow.search_logged_models([home], text, output_format="list")),
    )
for order in (
    [{"field_name": "metrics.loss", "ascending": True}],
    [{"field_name": "name", "ascending": False}],
    [{"field_name": "creation_time"}],
    [{"field_name": "nothing"}],
    [{"field_name": "params.layers"}],
):
    attempt(f"models by {order}", lambda: [m.name for m in mlflow.search_logged_models([home], order_by=order, output_format="list")])
page = client.search_logged_models([home], max_results=2, order_by=[{"field_name": "name"}])
names = [m.name for m in page]
while page.token:
    page = client.search_logged_models([home], max_results=2, order_by=[{"field_name": "name"}], page_token=page.token)
    names += ["|", *[m.name for m in page]]
note("in pages", names)
client.set_logged_model_tags(first, {"seen": "1", "even": "changed"})
client.delete_logged_model_tag(first, "seen")
attempt("delete its tag twice", lambda: client.delete_logged_model_tag(first, "seen"))
note("its tags", client.get_logged_model(first).tags)
mlflow.log_model_params({"more": "1"}, first)
note("its params", client.get_logged_model(first).params)
attempt("a param changed", lambda: mlflow.log_model_params({"layers": "9"}, first))
attempt("an unknown model", lambda: client.get_logged_model("m-" + "0" * 32))
attempt("finalized twice", lambda: client.finalize_logged_model(first, LoggedModelStatus.FAILED).status)
for name in ("", "a/b", "a:b", "a%b", "a'b", "ok name", "x" * 300):
    attempt(f"model named {name[:12]!r}", lambda: client.create_logged_model(home, name=name).name)
client.delete_logged_model(first)
attempt("deleted model", lambda: client.get_logged_model(first))
attempt("deleted model found", lambda: sorted(m.name for m in mlflow.search_logged_models([home], "name LIKE 'net%'", output_format="list")))
note("the run's outputs", len(client.get_run(run.info.run_id).outputs.model_outputs))
