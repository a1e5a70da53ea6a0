"""Asks served models through the real clients, and says how far the answers are from onnxruntime's."""

import io
import json
import os

import numpy as np
import onnxruntime
import pandas as pd
import requests
import tritonclient.http as triton
from answers import note
from mlflow.pyfunc.scoring_server.client import ScoringServerClient
from prometheus_client.parser import text_string_to_metric_families
from tritonclient.utils import InferenceServerException

folder = os.environ["KEPT_IN"]
kinds = {"tensor(float)": ("FP32", np.float32), "tensor(double)": ("FP64", np.float64), "tensor(int64)": ("INT64", np.int64), "tensor(string)": ("BYTES", object)}


def apart(ours, theirs):
    """None where they are the same to 1e-5."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    if theirs.dtype.kind in "OUS" or theirs.dtype.kind in "iub":
        return None if ours.astype(str).reshape(-1).tolist() == theirs.astype(str).reshape(-1).tolist() else f"{ours} for {theirs}"
    if ours.size != theirs.size:
        return f"{ours.shape} for {theirs.shape}"
    far = float(np.max(np.abs(ours.reshape(-1).astype(float) - theirs.reshape(-1)) / np.maximum(1, np.abs(theirs.reshape(-1)))))
    return None if far <= 1e-5 else f"{far} apart"


def flat(output):
    """A ZipMap's output as the table it was made from."""
    return np.array([list(row.values()) for row in output]) if isinstance(output, list) else output


class Served:
    def __init__(self, name, url):
        self.name, self.url = name, url
        session = onnxruntime.InferenceSession(f"{folder}/{name}.onnx")
        self.inputs, self.outputs = session.get_inputs(), [each.name for each in session.get_outputs()]
        saved = np.load(f"{folder}/{name}.npz")
        self.feed = {each.name: saved[each.name].astype(kinds[each.type][1]) for each in self.inputs}
        self.said = session.run(None, self.feed)
        self.isTable = len(self.inputs) == 1 and len(self.inputs[0].shape) == 2
        self.isColumns = all(each.shape[1] == 1 for each in self.feed.values()) and len(self.inputs) > 1

    def check(self, answers):
        found = [apart(answers[name], flat(output)) for name, output in zip(self.outputs, self.said)]
        return [each for each in found if each is not None]

    def lists(self):
        return {name: value.tolist() for name, value in self.feed.items()}

    def post(self, path, body, **headers):
        answer = requests.post(self.url + path, data=body if isinstance(body, (bytes, str)) else json.dumps(body), headers={"content-type": "application/json", **headers})
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    def predict(self, answer):
        """Labels, or values, and probabilities of `/predict` against the first outputs."""
        said = [flat(each) for each in self.said]
        labels = [i for i, each in enumerate(said) if np.asarray(each).dtype.kind in "OUSi"]
        main = labels[0] if labels and len(said) > 1 else 0
        found = [apart(answer["predictions"], said[main])]
        if "probabilities" in answer:
            found.append(apart(answer["probabilities"], said[1 - main]))
        return [each for each in found if each is not None]


def by_predict(served):
    given = served.lists()
    if len(given) == 1:
        (value,) = given.values()
        many = served.predict(served.post("/predict", {"instances": value}))
        one = served.post("/predict", {"features": value[0]})
    else:
        many = served.predict(served.post("/predict", {"inputs": given}))
        one = served.post("/predict", {"features": {name: value[0] for name, value in given.items()}})
    all_of_them = {"predictions": [one["prediction"]], **({"probabilities": [one["probabilities"]]} if "probabilities" in one else {})}
    first = Served.__new__(Served)
    first.__dict__.update(served.__dict__, said=[flat(each)[:1] for each in served.said])
    return many + first.predict(all_of_them)


def by_mlflow(served):
    found = []
    if len(served.inputs) == 1:
        (value,) = served.feed.values()
        found += served.check(maps_to_lists(served.post("/invocations", {"instances": value.tolist()})["predictions"]))
        found += served.check(maps_to_lists(served.post("/invocations", {"inputs": {served.inputs[0].name: value.tolist()}})["predictions"]))
    else:
        found += served.check(maps_to_lists(served.post("/invocations", {"inputs": served.lists()})["predictions"]))
    if served.isTable or served.isColumns:
        frame = pd.DataFrame(served.feed[served.inputs[0].name]) if served.isTable else pd.DataFrame({name: value[:, 0] for name, value in served.feed.items()})
        frame.columns = [str(each) for each in frame.columns]
        host, port = served.url.removeprefix("http://").split(":")
        found += served.check(maps_to_lists(ScoringServerClient(host, port).invoke(frame)["predictions"]))
        found += served.check(maps_to_lists(served.post("/invocations", {"dataframe_records": frame.to_dict(orient="records")})["predictions"]))
        found += served.check(maps_to_lists(served.post("/invocations", frame.to_csv(index=False).encode(), **{"content-type": "text/csv"})["predictions"]))
        file = io.BytesIO()
        frame.to_parquet(file)
        found += served.check(maps_to_lists(served.post("/invocations", file.getvalue(), **{"content-type": "application/vnd.apache.parquet"})["predictions"]))
    return found


def maps_to_lists(predictions):
    def plain(value):
        return [list(row.values()) for row in value] if value and isinstance(value[0], dict) else value

    return {name: plain(value) for name, value in predictions.items()}


def by_triton(served, binary):
    client = triton.InferenceServerClient(served.url.removeprefix("http://"))
    inputs = []
    for each in served.inputs:
        value = served.feed[each.name]
        made = triton.InferInput(each.name, list(value.shape), kinds[each.type][0])
        made.set_data_from_numpy(value, binary_data=binary)
        inputs.append(made)
    outputs = [triton.InferRequestedOutput(name, binary_data=binary) for name in served.outputs]
    answer = client.infer(served.name, inputs, outputs=outputs, request_id="r-1")
    assert answer.get_response()["id"] == "r-1"
    texts = {name: answer.as_numpy(name) for name in served.outputs}
    return served.check({name: np.array([each.decode() if isinstance(each, bytes) else each for each in value.reshape(-1)]) if value.dtype == object else value for name, value in texts.items()})


def by_v1(served):
    given = served.lists()
    columns = served.post(f"/v1/models/{served.name}:predict", {"inputs": given})["outputs"]
    rows = [{name: value[i] for name, value in given.items()} for i in range(len(next(iter(given.values()))))]
    instances = [next(iter(row.values())) for row in rows] if len(given) == 1 else rows
    predictions = served.post(f"/v1/models/{served.name}:predict", {"instances": instances})["predictions"]
    several = len(served.outputs) > 1
    by_name = {name: [row[name] for row in predictions] if several else predictions for name in served.outputs}
    return served.check(columns if several else {served.outputs[0]: columns}) + served.check(by_name)


def tried(work, *arguments):
    try:
        return work(*arguments) or "equal"
    except Exception as error:  # the test says which model, and how
        return f"{type(error).__name__}: {error}"


urls = json.loads(os.environ["SERVED"])
for name, url in urls.items():
    served = Served(name, url)
    note(name, {
        "/predict": tried(by_predict, served),
        "MLflow": tried(by_mlflow, served),
        "V2 binary": tried(by_triton, served, True),
        "V2 JSON": tried(by_triton, served, False),
        "V1": tried(by_v1, served),
    })

# what tritonclient asks before it predicts
name, url = "forest", urls["forest"]
client = triton.InferenceServerClient(url.removeprefix("http://"))
metadata = client.get_model_metadata(name)
note("server", [client.is_server_live(), client.is_server_ready(), client.is_model_ready(name), client.is_model_ready(name, "1"), "binary_tensor_data" in client.get_server_metadata()["extensions"]])
note("metadata", {key: metadata[key] for key in ("name", "versions", "platform", "inputs", "outputs")})
note("index", client.get_model_repository_index())
wrong = triton.InferInput("X", [1, 4], "FP32")
wrong.set_data_from_numpy(np.zeros((1, 4), np.float32))
for what, model in [("short", name), ("unknown", "nobody")]:
    try:
        client.infer(model, [wrong])
    except InferenceServerException as error:
        note(f"triton {what}", [error.status(), error.message()])
compressed = triton.InferInput("X", [9, 5], "FP32")
compressed.set_data_from_numpy(np.load(f"{folder}/forest.npz")["X"])
note("compressed", client.infer(name, [compressed], request_compression_algorithm="gzip").as_numpy("output_label").shape)

families = list(text_string_to_metric_families(requests.get(f"{url}/metrics").text))
note("metrics", {
    "families": sorted(each.name for each in families),
    "without help or type": sorted(each.name for each in families if not each.documentation or each.type in ("unknown", "untyped")),
    "protocols": sorted({sample.labels["protocol"] for each in families if each.name == "tidemark_requests" for sample in each.samples}),
    "codes": sorted({sample.labels["code"] for each in families if each.name == "tidemark_requests" for sample in each.samples}),
    "resident": any(each.name == "process_resident_memory_bytes" and each.samples[0].value > 1e6 for each in families),
})
