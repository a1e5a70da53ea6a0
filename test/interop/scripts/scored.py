"""How far the files of `tidemark predict` are from what Python's onnxruntime says, and whether the input is still in them."""

import json
import os

import numpy as np
import onnxruntime
import pandas as pd
from answers import note

folder = os.environ["KEPT_IN"]
types = {"tensor(float)": "float32", "tensor(int64)": "int64", "tensor(string)": object}


def read(path):
    if path.endswith(".parquet"):
        return pd.read_parquet(path)
    return pd.read_csv(path) if path.endswith(".csv") else pd.read_json(path, lines=True, convert_dates=False)


for name, output in json.loads(os.environ["SCORED"]):
    source = f"{folder}/{name}{os.path.splitext(output)[1]}"
    given, scored = read(source), read(output)
    model = onnxruntime.InferenceSession(f"{folder}/{name}.onnx")
    inputs = model.get_inputs()
    if len(inputs) == 1:
        feeds = {inputs[0].name: given[[f"x{i}" for i in range(8)]].to_numpy().astype("float32")}
    else:
        feeds = {each.name: given[[each.name]].to_numpy().astype(types[each.type]) for each in inputs}
    said = model.run(None, feeds)
    label = np.asarray(said[0]).reshape(-1)
    own = scored["prediction"].to_numpy()
    if label.dtype.kind == "f":
        wrong = int((np.abs(own - label) > 1e-5 * np.maximum(1, np.abs(label))).sum())
    else:
        differ = own.astype(str) != label.astype(str)
    apart = 0.0
    probabilities = [each for each in scored.columns if each.startswith("probability_")]
    if len(said) > 1:
        theirs = said[1]
        if isinstance(theirs, list):
            assert probabilities == [f"probability_{key}" for key in theirs[0]], probabilities
            theirs = np.array([list(each.values()) for each in theirs])
        # where two classes have as many trees, onnxruntime itself says one or the other, by how many threads it has
        top = np.sort(theirs, axis=1)
        differ &= top[:, -1] - top[:, -2] > 1e-5
        apart = float(np.abs(scored[probabilities].to_numpy() - theirs).max())
    if label.dtype.kind != "f":
        wrong = int(differ.sum())
    kept = scored[given.columns].equals(given) and list(scored.columns[: len(given.columns)]) == list(given.columns)
    note(os.path.basename(output), {"wrong": wrong, "near": apart <= 1e-5, "kept": bool(kept), "rows": len(scored), "probabilities": probabilities})
