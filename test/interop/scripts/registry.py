"""A model's way into the registry, through its stages and aliases, and back out as predictions; then prompts."""

import mlflow
import numpy as np
from mlflow import MlflowClient
from sklearn.linear_model import LinearRegression

from answers import attempt, differs, note

REFUSED = {"error": "INVALID_PARAMETER_VALUE"}
BREAKS = "mlflow breaks with a 500"
differs("model named 'xxxxxxxxxxxxxxxxxxxx'", REFUSED, "too long for MLflow's own column, which SQLite does not hold it to")
differs("source host", REFUSED, BREAKS)
differs("models by ['name', 'name']", REFUSED, BREAKS)
differs("versions where name = 'pricing' AND tags.missing IS NULL", REFUSED, BREAKS)

client = MlflowClient()
mlflow.set_experiment("registry")

x = np.arange(20, dtype=float).reshape(-1, 1)
uris = []
for slope in (2, 3, 5):
    with mlflow.start_run(run_name=f"slope {slope}") as run:
        model = LinearRegression().fit(x, slope * x[:, 0] + 1)
        info = mlflow.sklearn.log_model(model, name="line", pip_requirements=["scikit-learn"])
        mlflow.log_metric("slope", slope, model_id=info.model_id)
        uris.append((run.info.run_id, info.model_uri, info.model_id))


def predict(uri):
    return mlflow.pyfunc.load_model(uri).predict(np.array([[10.0]]))


def version_of(version):
    found = client.get_model_version("pricing", version)
    return {key: value for key, value in dict(found).items() if key != "creation_timestamp"}


# --- register by every kind of source
first = mlflow.register_model(uris[0][1], "pricing", tags={"from": "models uri"})
note("registered", (first.name, first.version, first.status, first.tags, first.run_id, first.source))
second = mlflow.register_model(f"runs:/{uris[1][0]}/line", "pricing")
note("registered from a run", (second.version, second.run_id, second.source, second.model_id))
third = client.create_model_version(
    "pricing", uris[2][1], run_id=uris[2][0], description="the third", tags={"a": "b"}, model_id=uris[2][2]
)
note("registered by the client", version_of(third.version))

# --- stages
client.transition_model_version_stage("pricing", 1, "Staging")
note("in staging", version_of(1))
note("predicts from staging", predict("models:/pricing/Staging"))
client.transition_model_version_stage("pricing", 1, "production")
note("in production", version_of(1)["current_stage"])
client.transition_model_version_stage("pricing", 2, "Production", archive_existing_versions=True)
note("after archiving", [(version, version_of(version)["current_stage"]) for version in (1, 2, 3)])
note("predicts from production", predict("models:/pricing/Production"))
note("latest by stage", sorted((v.version, v.current_stage) for v in client.get_latest_versions("pricing")))
note("latest in one stage", [v.version for v in client.get_latest_versions("pricing", ["Archived"])])
note("predicts from latest", predict("models:/pricing/latest"))
attempt("an unknown stage", lambda: client.transition_model_version_stage("pricing", 1, "Live"))
attempt("an unknown version", lambda: client.transition_model_version_stage("pricing", 99, "Staging"))
attempt("load from an empty stage", lambda: predict("models:/pricing/Staging"))
attempt("a version that is no number", lambda: client.get_model_version("pricing", "one"))

# --- aliases
client.set_registered_model_alias("pricing", "champion", 3)
note("by alias", dict(client.get_model_version_by_alias("pricing", "champion")) | {"creation_timestamp": 0})
note("predicts by alias", predict("models:/pricing@champion"))
client.set_registered_model_alias("pricing", "champion", "1")
client.set_registered_model_alias("pricing", "Best-One", 1)
note("alias moved", client.get_registered_model("pricing").aliases)
note("aliases of a version", sorted(client.get_model_version("pricing", 1).aliases))
client.delete_registered_model_alias("pricing", "champion")
client.delete_registered_model_alias("pricing", "never-was")
attempt("a deleted alias", lambda: client.get_model_version_by_alias("pricing", "champion"))
for alias in ("latest", "v12", "with space", "a" * 256, "", "a/b", "Latest", "V3", "v", "1", "ünï"):
    attempt(f"alias {alias[:20]!r}", lambda: client.set_registered_model_alias("pricing", alias, 1))
attempt("alias of an unknown version", lambda: client.set_registered_model_alias("pricing", "x", 77))

# --- tags, descriptions, renames
client.set_registered_model_tag("pricing", "team", "growth")
client.set_model_version_tag("pricing", "1", "checked", "yes")
client.set_model_version_tag("pricing", stage="Production", key="by stage", value="2")
client.update_model_version("pricing", 1, "first of its name")
client.update_registered_model("pricing", "what things cost")
note("after edits", version_of(1))
model = client.get_registered_model("pricing")
note("the model", (model.name, model.description, model.tags, sorted(v.version for v in model.latest_versions)))
client.delete_model_version_tag("pricing", "1", "checked")
client.delete_registered_model_tag("pricing", "team")
note("tags gone", (client.get_registered_model("pricing").tags, client.get_model_version("pricing", 1).tags))
client.rename_registered_model("pricing", "pricing two")
note("renamed", sorted(v.version for v in client.search_model_versions("name = 'pricing two'")))
attempt("the old name", lambda: client.get_registered_model("pricing"))
client.rename_registered_model("pricing two", "pricing")
note("still predicts", predict("models:/pricing/1"))
note("where it lies", client.get_model_version_download_uri("pricing", "1"))

# --- names and sources
for name in ("", " ", "a/b", "a:b", "ok name", "naïve", "__proto__", "x" * 300, "<b>bold</b>", "."):
    attempt(f"model named {name[:20]!r}", lambda: client.create_registered_model(name).name)
attempt("the same name again", lambda: client.create_registered_model("pricing"))
attempt("rename onto another", lambda: client.rename_registered_model("ok name", "pricing"))
sources = {
    "local": "/etc/passwd",
    "file": "file:///etc/passwd",
    "climbing": f"mlflow-artifacts:/1/{uris[0][0]}/artifacts/../../../../etc",
    "encoded": "mlflow-artifacts:/1/%2e%2e/%2e%2e/etc",
    "twice encoded": "mlflow-artifacts:/1/%252e%252e/etc",
    "http climbing": "http://localhost/a/../../b",
    "s3": "s3://bucket/model",
    "s3 climbing": "s3://bucket/../model",
    "host": "file://host/etc",
    "windows": "C:\\Windows",
    "unc": "\\\\host\\share",
    "empty": "",
}
for kind, source in sources.items():
    attempt(f"source {kind}", lambda: client.create_model_version("ok name", source).source)

# --- search
for each in range(7):
    client.create_registered_model(f"bulk {each}", tags={"group": "even" if each % 2 == 0 else "odd"})
for text in (
    "name = 'pricing'",
    "name LIKE 'bulk%'",
    "name ILIKE 'BULK%'",
    "tags.group = 'odd'",
    "tag.group != 'odd'",
    "name LIKE 'bulk%' AND tags.group = 'even'",
    "name > 'a'",
    "version = 1",
    "name = 'a' OR name = 'b'",
    "name like '%''%'",
):
    attempt(f"models where {text}", lambda: [m.name for m in client.search_registered_models(text)])
for text in (
    "name = 'pricing'",
    f"run_id = '{uris[0][0]}'",
    "run_id IN ('none', 'nobody')",
    "tags.a = 'b'",
    "version_number > 1",
    "version_number <= 2 AND name = 'pricing'",
    "source_path LIKE 'models%'",
    "name = 'pricing' AND tags.missing IS NULL",
    "stage = 'Production'",
):
    attempt(
        f"versions where {text.replace(uris[0][0], 'ID')}",
        lambda: [(v.name, v.version) for v in client.search_model_versions(text, order_by=["version_number ASC"])],
    )
for order in (["name DESC"], ["last_updated_timestamp ASC", "name"], ["nothing"], ["name", "name"]):
    attempt(f"models by {order}", lambda: sorted(m.name for m in client.search_registered_models("name LIKE 'bulk%'", order_by=order)))
page = client.search_registered_models("name LIKE 'bulk%'", max_results=3, order_by=["name"])
names = [m.name for m in page]
while page.token:
    page = client.search_registered_models(
        "name LIKE 'bulk%'", max_results=3, order_by=["name"], page_token=page.token
    )
    names.append("|")
    names += [m.name for m in page]
note("in pages of three", names)
attempt("pages too long", lambda: len(client.search_registered_models(max_results=1001)))
attempt("a page token that is none", lambda: len(client.search_registered_models(page_token="nonsense")))

# --- deletion
client.delete_model_version("pricing", "3")
attempt("a deleted version", lambda: client.get_model_version("pricing", "3"))
attempt("delete it again", lambda: client.delete_model_version("pricing", "3"))
fourth = client.create_model_version("pricing", uris[2][1], model_id=uris[2][2])
note("numbers are not reused", fourth.version)
client.delete_registered_model("pricing")
attempt("a deleted model", lambda: client.get_registered_model("pricing"))
attempt("its versions", lambda: [v.version for v in client.search_model_versions("name = 'pricing'")])
attempt("delete a model twice", lambda: client.delete_registered_model("pricing"))

# --- prompts
prompt = mlflow.genai.register_prompt("greet", "Hello {{name}}, {{ mood }}?", commit_message="first", tags={"k": "v"})
note("prompt", (prompt.name, prompt.version, prompt.template, prompt.tags, prompt.commit_message))
mlflow.genai.register_prompt("greet", [{"role": "user", "content": "Hi {{name}}"}], commit_message="chat")
note("formatted", mlflow.genai.load_prompt("greet", version=1).format(name="Ada", mood="well"))
mlflow.genai.set_prompt_alias("greet", "prod", 2)
note("by alias: prompt", mlflow.genai.load_prompt("prompts:/greet@prod").template)
note("prompts found", [(p.name, p.tags) for p in mlflow.genai.search_prompts()])
mlflow.genai.delete_prompt_alias("greet", "prod")
attempt("prompt by a deleted alias", lambda: mlflow.genai.load_prompt("prompts:/greet@prod"))
note("models without prompts", "greet" in [m.name for m in client.search_registered_models()])
attempt("a model where a prompt is", lambda: client.create_registered_model("greet"))
attempt("a prompt where a model is", lambda: mlflow.genai.register_prompt("ok name", "x"))
mlflow.genai.set_prompt_version_tag("greet", 1, "seen", "yes")
note("prompt version's tags", mlflow.genai.load_prompt("greet", version=1).tags)
client.delete_prompt_version("greet", "1")
attempt("a deleted prompt version", lambda: mlflow.genai.load_prompt("greet", version=1, allow_missing=True))
