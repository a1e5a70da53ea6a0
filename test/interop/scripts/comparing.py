"""How far conversions are from their models, on all rows that were kept: onnxruntime says what the conversion predicts."""

import json
import os
import pickle

import numpy as np
import onnxruntime
import pandas as pd
from answers import note

folder = os.environ["KEPT_IN"]
types = {"tensor(float)": "float32", "tensor(double)": "float64", "tensor(int64)": "int64", "tensor(string)": object}

for name, path in json.loads(os.environ["CONVERTED"]).items():
    session = onnxruntime.InferenceSession(path)
    given = session.get_inputs()
    if os.path.exists(f"{folder}/{name}.x"):
        x = pd.read_pickle(f"{folder}/{name}.x")
        as_table = len(given) == 1
        feeds = {
            each.name: (x.to_numpy() if as_table else x[[each.name]].to_numpy()).astype(types[each.type]) for each in given
        }
    else:
        x = np.load(f"{folder}/{name}.npy")
        feeds = {given[0].name: x.astype(types[given[0].type])}
    said = session.run(None, feeds)
    with open(f"{folder}/{name}.y", "rb") as file:
        kept = list(pickle.load(file).values())
    if kept[0].dtype.kind == "f":
        apart = float(np.max(np.abs(said[0].reshape(-1) - kept[0].reshape(-1))) / max(1.0, float(np.abs(kept[0]).max())))
        wrong = 0
    else:
        wrong = int((np.asarray(said[0]).reshape(-1).astype(str) != kept[0].astype(str)).sum())
        apart = float(np.sort(np.max(np.abs(said[1] - kept[1]), axis=1))[-3]) if len(kept) > 1 else 0.0
    metadata = session.get_modelmeta().custom_metadata_map
    note(
        name,
        {
            "wrong labels": wrong,
            "apart": apart < 1e-4,
            "inputs": [each.name for each in given],
            "outputs": [each.name for each in session.get_outputs()],
            "classes": json.loads(metadata["tidemark.classes"]) if "tidemark.classes" in metadata else None,
        },
    )
