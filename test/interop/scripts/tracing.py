"""Functions traced with nested spans and exceptions, feedback on the traces, and searches among them."""

import time

import mlflow
from mlflow import MlflowClient
from mlflow.entities import AssessmentSource, AssessmentSourceType, SpanType

from answers import attempt, differs, note

ANSWERS = ["how", "in run", "why", "wörld ☃ ", "xxxxxxxx"]
differs("tag an unknown trace", {"error": "RESOURCE_DOES_NOT_EXIST"}, "mlflow shows the SQL constraint that failed")
differs("where name IN ('answer', 'breaks')", sorted([*ANSWERS, "never", "sorry"]), "IN is taken where = is")
differs("where span.attributes.top = '2'", ANSWERS, "a number is found by its text; mlflow looks for a quoted one")

client = MlflowClient()
experiment = mlflow.set_experiment("tracing")


@mlflow.trace(span_type=SpanType.RETRIEVER, attributes={"top": 2})
def fetch(question):
    return [{"page_content": f"about {question}", "metadata": {"doc_uri": "a.md"}}]


@mlflow.trace
def answer(question, temperature=0.5):
    pages = fetch(question)
    with mlflow.start_span("think", span_type=SpanType.LLM) as span:
        span.set_inputs({"pages": pages, "temperature": temperature})
        span.set_attribute("mlflow.chat.tokenUsage", {"input_tokens": 3, "output_tokens": 4, "total_tokens": 7})
        span.add_event(mlflow.entities.SpanEvent("pondered", attributes={"depth": 3, "list": ["a", "b"]}))
        span.set_outputs({"text": question.upper()})
    return question.upper()


@mlflow.trace(name="breaks")
def failing(reason):
    with mlflow.start_span("inner"):
        raise ValueError(f"no: {reason}")


def shape_of(trace):
    def span(each):
        return {
            "name": each.name,
            "type": each.span_type,
            "inputs": each.inputs,
            "outputs": each.outputs,
            "status": each.status.status_code,
            "description": each.status.description,
            "events": [(e.name, sorted(e.attributes) if e.name == "exception" else e.attributes) for e in each.events],
            "attributes": {k: v for k, v in each.attributes.items() if k not in ("mlflow.traceRequestId",)},
            "parent": next((p.name for p in trace.data.spans if p.span_id == each.parent_id), None),
        }

    return {"info": info_of(trace.info), "spans": [span(each) for each in trace.data.spans]}


def info_of(info):
    metadata = {k: v for k, v in info.trace_metadata.items() if k != "mlflow.trace.sizeBytes" and "Stats" not in k}
    return {
        "state": info.state,
        "request": info.request_preview,
        "response": info.response_preview,
        "experiment": info.experiment_id == experiment.experiment_id,
        "metadata": metadata,
        "tags": info.tags,
        "tokens": info.token_usage,
        "assessments": [(a.name, a.value if hasattr(a, "value") else None) for a in info.assessments],
    }


ids = {}
for question in ("why", "how", "wörld ☃ \u202e", "x" * 2000):
    answer(question)
    ids[question[:8]] = mlflow.get_last_active_trace_id()
for reason in ("sorry", "never"):
    try:
        failing(reason)
    except ValueError:
        ids[reason] = mlflow.get_last_active_trace_id()
with mlflow.start_run(run_name="traced") as run:
    answer("in a run")
    ids["in run"] = mlflow.get_last_active_trace_id()
mlflow.flush_trace_async_logging()
time.sleep(0.3)
of = {trace_id: name for name, trace_id in ids.items()}

for name, trace_id in ids.items():
    note(f"trace {name}", shape_of(mlflow.get_trace(trace_id)))
attempt("an unknown trace", lambda: client.get_trace("tr-" + "0" * 32))

# --- tags, metadata
client.set_trace_tag(ids["why"], "topic", "science")
client.set_trace_tag(ids["how"], "topic", "art")
client.set_trace_tag(ids["how"], "gone", "soon")
client.delete_trace_tag(ids["how"], "gone")
attempt("delete a tag that is not there", lambda: client.delete_trace_tag(ids["how"], "gone"))
attempt("tag an unknown trace", lambda: client.set_trace_tag("tr-" + "0" * 32, "a", "b"))


@mlflow.trace
def tagged():
    mlflow.update_current_trace(
        tags={"live": "yes"}, metadata={"mlflow.trace.session": "s1", "mlflow.trace.user": "ada"}, client_request_id="req-7"
    )
    return 1


tagged()
ids["tagged"] = mlflow.get_last_active_trace_id()
of[ids["tagged"]] = "tagged"
note("tagged from inside", info_of(mlflow.get_trace(ids["tagged"]).info))
note("client request id", mlflow.get_trace(ids["tagged"]).info.client_request_id)

# --- assessments
human = AssessmentSource(source_type=AssessmentSourceType.HUMAN, source_id="ada")
judge = AssessmentSource(source_type=AssessmentSourceType.LLM_JUDGE, source_id="gpt")
good = mlflow.log_feedback(trace_id=ids["why"], name="helpful", value=True, source=human, rationale="it was", metadata={"k": "v"})
mlflow.log_feedback(trace_id=ids["how"], name="helpful", value=False, source=human)
mlflow.log_feedback(trace_id=ids["how"], name="score", value=0.75, source=judge)
mlflow.log_feedback(trace_id=ids["how"], name="labels", value={"a": [1, None, "x"]}, source=judge)
mlflow.log_feedback(trace_id=ids["sorry"], name="broken", error=ValueError("judge died"), source=judge)
wanted = mlflow.log_expectation(trace_id=ids["why"], name="expected", value="WHY", source=human)
note("one assessment", {k: v for k, v in mlflow.get_assessment(ids["why"], good.assessment_id).to_dictionary().items()})
override = mlflow.override_feedback(trace_id=ids["why"], assessment_id=good.assessment_id, value=False, rationale="changed", source=human)
note("after overriding", [(a.name, a.value, a.valid) for a in mlflow.get_trace(ids["why"]).info.assessments if a.name == "helpful"])
wanted.expectation.value = "other"
mlflow.update_assessment(ids["why"], wanted.assessment_id, wanted)
note("after an update", mlflow.get_assessment(ids["why"], wanted.assessment_id).value)
mlflow.delete_assessment(ids["why"], override.assessment_id)
note("after a deletion", sorted((a.name, str(a.value)) for a in mlflow.get_trace(ids["why"]).info.assessments))
attempt("an unknown assessment", lambda: mlflow.get_assessment(ids["why"], "a-" + "0" * 32))
attempt("delete it twice", lambda: mlflow.delete_assessment(ids["why"], override.assessment_id))
attempt("assess an unknown trace", lambda: mlflow.log_feedback(trace_id="tr-" + "0" * 32, name="x", value=1))
note("how's assessments", sorted((a.name, str(a.value), a.source.source_type) for a in mlflow.get_trace(ids["how"]).info.assessments))

# --- search
FILTERS = [
    "",
    "tags.topic = 'science'",
    "tags.topic != 'science'",
    "tag.topic LIKE 's%'",
    "tags.topic IS NULL",
    "tags.topic IS NOT NULL",
    "tags.`live` = 'yes'",
    "trace.status = 'ERROR'",
    "attributes.status = 'OK'",
    "status = 'ok'",
    "state = 'ERROR'",
    "trace.status != 'OK'",
    "name = 'answer'",
    "trace.name = 'breaks'",
    "trace.name LIKE 'ans%'",
    "trace.name ILIKE 'ANS%'",
    "name IN ('answer', 'breaks')",
    "timestamp > 0",
    "trace.timestamp_ms < 1000",
    "execution_time > 100000",
    "trace.execution_time_ms >= 0",
    "metadata.`mlflow.trace.session` = 's1'",
    "request_metadata.`mlflow.trace.user` = 'ada'",
    f"run_id = '{run.info.run_id}'",
    f"metadata.`mlflow.sourceRun` = '{run.info.run_id}'",
    f"request_id = '{ids['why']}'",
    f"trace.request_id IN ('{ids['why']}', '{ids['how']}')",
    "client_request_id = 'req-7'",
    "feedback.helpful = 'true'",
    "feedback.helpful = 'false'",
    "feedback.score = 0.75",
    "feedback.score > 0.5",
    "feedback.helpful IS NULL",
    "feedback.helpful IS NOT NULL",
    "expectation.expected = 'other'",
    "expectation.expected IS NOT NULL",
    "span.name = 'think'",
    "span.type = 'RETRIEVER'",
    "span.type != 'LLM'",
    "span.status = 'ERROR'",
    "span.name LIKE 'in%' AND trace.status = 'ERROR'",
    "span.attributes.temperature = '0.5'",
    "span.attributes.top = '2'",
    "span.content LIKE '%pages%'",
    "trace.text LIKE '%sorry%'",
    "trace.text LIKE '%WHY%'",
    "trace.text ILIKE '%why%'",
    "prompt = 'greet/1'",
    "tags.topic = 'a' OR tags.topic = 'b'",
    "nothing = 1",
    "trace.status > 'A'",
    "timestamp = 'x'",
    "tags.topic",
    "wrong.x = 'y'",
]
for text in FILTERS:
    shown = text
    for name, trace_id in [*ids.items(), ("run", run.info.run_id)]:
        shown = shown.replace(trace_id, name)
    attempt(
        f"where {shown}",
        lambda: sorted(of[t.info.trace_id] for t in client.search_traces([experiment.experiment_id], text, include_spans=False)),
    )
for order in (["timestamp_ms ASC"], ["timestamp DESC"], ["attributes.timestamp"], ["execution_time"], ["status", "timestamp"], ["name", "timestamp"], ["tags.topic", "timestamp"], ["nothing"], ["timestamp UP"]):
    count = len(ids)
    attempt(
        f"by {order}",
        lambda: [of[t.info.trace_id] for t in client.search_traces([experiment.experiment_id], order_by=order, include_spans=False)]
        if "execution_time" not in order
        else count,
    )
page = client.search_traces([experiment.experiment_id], max_results=3, order_by=["timestamp ASC"])
names = [of[t.info.trace_id] for t in page]
while page.token:
    page = client.search_traces([experiment.experiment_id], max_results=3, order_by=["timestamp ASC"], page_token=page.token)
    names += ["|", *[of[t.info.trace_id] for t in page]]
note("in pages of three", names)
note("with spans", [[s.name for s in t.data.spans] for t in page])
frame = mlflow.search_traces(locations=[experiment.experiment_id], filter_string="trace.status = 'ERROR'")
note("as a table", [sorted(frame.columns), sorted(frame["state"].tolist())])
for limit in (0, -1, 501, 100000):
    attempt(f"at most {limit}", lambda: len(client.search_traces([experiment.experiment_id], max_results=limit)))
attempt("no locations", lambda: len(client.search_traces(locations=[])))
note("of a run", [of[t.info.trace_id] for t in mlflow.search_traces(run_id=run.info.run_id, return_type="list")])

# --- links and deletion
client.link_traces_to_run([ids["why"], ids["how"]], run.info.run_id)
linked = client.search_traces([experiment.experiment_id], f"attributes.run_id = '{run.info.run_id}'", include_spans=False)
note("linked to the run", sorted(of[t.info.trace_id] for t in linked))
attempt("link to an unknown run", lambda: client.link_traces_to_run([ids["why"]], "0" * 32))
note("deleted", client.delete_traces(experiment.experiment_id, trace_ids=[ids["never"], "tr-" + "0" * 32]))
attempt("a deleted trace", lambda: client.get_trace(ids["never"]))
attempt("delete by nothing", lambda: client.delete_traces(experiment.experiment_id))
attempt("delete by both", lambda: client.delete_traces(experiment.experiment_id, max_timestamp_millis=1, trace_ids=["a"]))
note("deleted by age", client.delete_traces(experiment.experiment_id, max_timestamp_millis=int(time.time() * 1000) + 1000, max_traces=2))
note("left", len(client.search_traces([experiment.experiment_id], include_spans=False)))
