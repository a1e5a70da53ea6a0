"""search_runs and search_experiments with filters and orders of every kind, paging, and the errors of bad ones."""

import mlflow
import pandas as pd
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag, ViewType

from answers import attempt, differs, is_added, note

REFUSED = {"error": "INVALID_PARAMETER_VALUE"}
WORDS = "a filter with a word too many or missing is refused; mlflow guesses"
differs(
    "where metrics.m < 1e309",
    ["Beta", "alpha", "délta", "epsilon'quote", "eta back`tick", 'zeta"double'],
    "infinity is not below itself; mlflow stores the largest double in its place",
)
differs("where run_name = 'epsilon''quote'", ["epsilon'quote"], "a doubled quote is a quote, as in SQL")
differs("where metrics.m > 0 AND", REFUSED, WORDS)
differs("where AND metrics.m > 0", REFUSED, WORDS)
differs("where metrics.m > 0.5 metrics.m < 3", REFUSED, WORDS)
differs("where metrics. m > 0", REFUSED, WORDS)
differs("where metrics. = 1", REFUSED, WORDS)
differs(
    "by ['`run name` desc']",
    ['zeta"double', "gamma_1", "gamma%2", "eta back`tick", "epsilon'quote", "délta", "alpha", "Beta"],
    "backticks are taken where a filter takes them",
)
differs("by ['metrics.m ASC', 'metrics.m DESC']", REFUSED, "mlflow breaks with a 500")

client = MlflowClient()
home = client.create_experiment("search", tags={"team": "red"})
NAMES = ["alpha", "Beta", "gamma_1", "gamma%2", "délta", "epsilon'quote", 'zeta"double', "eta back`tick"]
VALUES = [0.5, 1, float("nan"), float("inf"), float("-inf"), 0.5, -0.0, 1e308]

ids = {}
for i, (name, value) in enumerate(zip(NAMES, VALUES)):
    run = client.create_run(home, start_time=1000 + 10 * (i // 2), run_name=name, tags={"mlflow.user": f"user{i % 3}"})
    ids[run.info.run_id] = name
    metrics = [Metric("m", value, 5, 0), Metric("m", value, 6, 1)]
    if i % 2:
        metrics += [Metric("odd", i, 1, 0), Metric("m/slashed", i, 1, 0), Metric("with space", -i, 1, 0)]
    params = [Param("p", str(i)), Param("model", "Tree" if i < 4 else "tree")]
    tags = [RunTag("color", "red" if i < 3 else "Blue"), RunTag("dotted.key", name)]
    if i == 5:
        params.append(Param("only here", "yes"))
        tags.append(RunTag("empty", ""))
    client.log_batch(run.info.run_id, metrics, params, tags)
    if i in (1, 2):
        data = Dataset(f"data{i}", f"digest{i}", "local", "{}")
        client.log_inputs(run.info.run_id, [DatasetInput(data, [InputTag("mlflow.data.context", "train" if i == 1 else "eval")])])
    if i == 6:
        client.set_terminated(run.info.run_id, "FAILED", end_time=5000)
    if i == 7:
        client.set_terminated(run.info.run_id, "FINISHED", end_time=4000)
some_id = next(iter(ids))


def names_of(runs):
    return [ids[run.info.run_id] for run in runs]


FILTERS = [
    "",
    "metrics.m > 0.5",
    "metrics.m >= 0.5",
    "metrics.m = 0.5",
    "metrics.m != 0.5",
    "metrics.m < 1e309",
    "metrics.m <= -0",
    "metric.m > -1 and metric.odd < 5",
    "metrics.`m/slashed` >= 3",
    'metrics."with space" <= -3',
    "metrics.missing > 0",
    "metrics.m = .5",
    "metrics.m = 5e-1",
    "metrics.m > 'text'",
    "metrics.m = NaN",
    "metrics.m LIKE '1'",
    "metrics.m IS NULL",
    "params.p = '3'",
    "params.p = 3",
    "params.p != '3'",
    "parameters.model = 'tree'",
    "param.model ILIKE 'TREE'",
    "params.model LIKE 'T%'",
    "params.model LIKE '_ree'",
    "params.model > 'A'",
    "params.`only here` = 'yes'",
    "params.`only here` IS NULL",
    "params.`only here` IS NOT NULL",
    "params.model IN ('tree')",
    "tags.color = 'red'",
    "tags.color != 'red'",
    "tag.color ilike 'b%'",
    "tags.dotted.key = 'alpha'",
    "tags.`dotted.key` LIKE '%gamma%'",
    "tags.dotted.key LIKE 'gamma\\_1'",
    "tags.dotted.key LIKE 'gamma_1'",
    "tags.dotted.key LIKE '%\\%%'",
    "tags.empty = ''",
    "tags.empty IS NOT NULL",
    "tags.nothing IS NULL",
    "tags.color IS NULL AND params.p = '0'",
    "tags.mlflow.user = 'user1'",
    "attributes.run_name = 'alpha'",
    "attr.run_name LIKE '%a'",
    "run.run_name ILIKE 'beta'",
    "run_name = 'délta'",
    "run_name = 'epsilon''quote'",
    'run_name = "epsilon\'quote"',
    "run_name = 'zeta\"double'",
    "`run name` = 'alpha'",
    "attributes.`Run name` = 'Beta'",
    "run_name IN ('alpha', 'Beta', 'nobody')",
    "run_name NOT IN ('alpha', 'Beta')",
    "run_name IN ()",
    "run_name IN ('one' 'two')",
    f"run_id = '{some_id}'",
    f"run_id IN ('{some_id}', 'other')",
    f"attributes.run_id NOT IN ('{some_id}')",
    "status = 'FAILED'",
    "attributes.status != 'RUNNING'",
    "status = 'failed'",
    "status IN ('FAILED', 'FINISHED')",
    "user_id = 'user2'",
    "artifact_uri LIKE 'mlflow-artifacts:/%'",
    "start_time >= 1020",
    "attributes.start_time < 1010",
    "start_time = '1010'",
    "created > 1010",
    "end_time > 0",
    "end_time = 4000",
    "end_time IS NULL",
    "start_time != 1000 AND end_time <= 5000",
    "datasets.name = 'data1'",
    "dataset.digest LIKE 'digest%'",
    "datasets.context = 'train'",
    "datasets.name IN ('data1', 'data2') AND datasets.context = 'eval'",
    "datasets.name ILIKE 'DATA%'",
    "datasets.context IN ('train')",
    "datasets.name > 'a'",
    "datasets.nothing = 'x'",
    "lifecycle_stage = 'active'",
    "experiment_id = '1'",
    "nothing = 'x'",
    "wrong.key = 'x'",
    "metrics.m > 0 OR metrics.m < 0",
    "NOT metrics.m > 0",
    "(metrics.m > 0)",
    "metrics.m > 0 AND",
    "AND metrics.m > 0",
    "metrics.m",
    "metrics.m >",
    "= 5",
    "metrics.m == 0.5",
    "metrics.m <> 0.5",
    "metrics. m > 0",
    "params.p = '3' ; DROP TABLE runs",
    "params.p = 'unterminated",
    "params.p = `3`",
    "params.p = \"3\"",
    "metrics.m > 0.5 metrics.m < 3",
    "metrics.m > 0.5 and params.p = '7' AnD tags.color = 'Blue'",
    "  metrics.m   >   0.5  ",
    "metrics.m>0.5",
    "'x' = params.p",
    "1 < metrics.m",
    "params.p = params.model",
    "metrics.m > -1 and metrics.m > -1",
    "tags.color = 'red' -- and more",
    "metrics.m BETWEEN 0 AND 1",
    "tags.color NOT LIKE 'red'",
    "run_name IS NULL",
    "tags = 'x'",
    "metrics. = 1",
]
for text in FILTERS:
    shown = text.replace(some_id, "ID")
    attempt(f"where {shown}", lambda: sorted(names_of(client.search_runs([home], text))))

ORDERS = [
    [],
    ["metrics.m"],
    ["metrics.m DESC"],
    ["metrics.odd ASC", "metrics.m DESC"],
    ["metrics.missing DESC", "params.p DESC"],
    ["params.p"],
    ["params.model DESC", "params.p"],
    ["params.`only here`", "params.p"],
    ["tags.color", "attributes.run_name"],
    ["tags.dotted.key DESC"],
    ["attributes.start_time ASC", "params.p DESC"],
    ["start_time", "params.p"],
    ["attributes.end_time DESC", "params.p"],
    ["end_time", "params.p"],
    ["status", "params.p"],
    ["run_name"],
    ["`run name` desc"],
    ["artifact_uri"],
    ["user_id", "params.p"],
    ["metrics.`with space`", "params.p"],
    ["metrics.m asc nulls first"],
    ["metrics.m ASC", "metrics.m DESC"],
    ["nothing"],
    ["wrong.m"],
    ["metrics.m UP"],
    ["m"],
    [""],
    ["datasets.name"],
    ["metrics.m; DROP TABLE runs"],
    ["attributes.Start Time", "params.p"],
    ["Created", "params.p"],
]
for order in ORDERS:
    exact = order in ([], ["artifact_uri"])  # ties and ids differ between servers
    attempt(f"by {order}", lambda: (sorted if exact else list)(names_of(client.search_runs([home], order_by=order))))

# --- pages
seen, token, pages = [], None, 0
while True:
    page = client.search_runs([home], order_by=["metrics.m", "params.p"], max_results=3, page_token=token)
    seen.append(names_of(page))
    token, pages = page.token, pages + 1
    if not token or pages > 9:
        break
note("in pages of three", seen)
for limit in (0, -1, 50000, 50001):
    attempt(f"at most {limit}", lambda: len(client.search_runs([home], max_results=limit)))
attempt("a bad page token", lambda: len(client.search_runs([home], page_token="nonsense")))
attempt("no experiments", lambda: len(client.search_runs([])))
attempt("an unknown experiment", lambda: len(client.search_runs(["123456789"])))
attempt("two experiments", lambda: len(client.search_runs([home, "0"])))

# --- deleted ones
gone = next(run_id for run_id, name in ids.items() if name == "alpha")
client.delete_run(gone)
for view in (ViewType.ACTIVE_ONLY, ViewType.DELETED_ONLY, ViewType.ALL):
    note(f"view {view}", sorted(names_of(client.search_runs([home], run_view_type=view))))
client.restore_run(gone)

# --- by experiment names, as a table
frame = mlflow.search_runs(
    experiment_names=["search"], filter_string="metrics.odd > 1", order_by=["metrics.odd"]
)
columns = sorted(c for c in frame.columns if not is_added(c) and not c.startswith("tags.mlflow.source."))
note("as a table", [columns, frame["metrics.odd"].tolist(), frame["tags.mlflow.runName"].tolist()])
note("table times", [str(t) for t in pd.to_datetime(frame["start_time"])])

# --- history
one = next(run_id for run_id, name in ids.items() if name == "Beta")
for step, time, value in ((3, 50, 1.0), (1, 60, 2.0), (3, 40, 9.0), (3, 50, 1.0), (-2, 70, 4.0), (3, 50, 0.5)):
    client.log_metric(one, "story", value, timestamp=time, step=step)
points = client.get_metric_history(one, "story")
note("history", sorted((p.timestamp, p.step, p.value) for p in points))
note("the latest is by step, time, value", client.get_run(one).data.metrics["story"])
attempt("history of nothing", lambda: client.get_metric_history(one, "none"))
attempt("history of no run", lambda: client.get_metric_history("0" * 32, "none"))

# --- experiments
for name, team in (("exp one", "red"), ("Exp Two", "blue"), ("exp_three", None)):
    client.create_experiment(name, tags={"team": team} if team else None)
client.delete_experiment(client.get_experiment_by_name("exp_three").experiment_id)
for text in (
    "name = 'exp one'",
    "name LIKE 'exp%'",
    "name ILIKE 'exp%'",
    "attribute.name != 'exp one' AND name ILIKE 'exp%'",
    "tags.team = 'red'",
    "tags.team != 'red'",
    "tags.`team` LIKE 'b%'",
    "tags.team IS NULL",
    "tags.team IS NOT NULL",
    "creation_time > 0 AND name LIKE 'e%'",
    "last_update_time < 10",
    "name IN ('exp one')",
    "metrics.m > 1",
    "experiment_id = '0'",
    "name = 'a' OR name = 'b'",
    "tags.team > 'a'",
):
    attempt(
        f"experiments where {text}",
        lambda: [e.name for e in client.search_experiments(filter_string=text, order_by=["name"])],
    )
for order in (["name DESC"], ["creation_time ASC"], ["experiment_id DESC"], ["last_update_time", "name"], ["tags.team"], ["name UP"]):
    attempt(f"experiments by {order}", lambda: [e.name for e in client.search_experiments(order_by=order, filter_string="name ILIKE 'exp%'")])
for view in (ViewType.ACTIVE_ONLY, ViewType.DELETED_ONLY, ViewType.ALL):
    note(f"experiments seen {view}", sorted(e.name for e in client.search_experiments(view, filter_string="name ILIKE 'exp%'")))
page = client.search_experiments(max_results=2, order_by=["name"], filter_string="name ILIKE 'exp%'", view_type=ViewType.ALL)
rest = client.search_experiments(
    max_results=2, order_by=["name"], filter_string="name ILIKE 'exp%'", view_type=ViewType.ALL, page_token=page.token
)
note("experiments in pages", [[e.name for e in page], [e.name for e in rest], rest.token])
attempt("too many experiments", lambda: len(client.search_experiments(max_results=50001)))
