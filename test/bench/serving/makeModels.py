"""makeModels.py FOLDER: the forest of the benchmark, as ONNX and as a model of MLflow's sklearn and ONNX flavours, with rows
and what Python's onnxruntime says of them."""

import json
import pathlib
import sys

import mlflow.onnx
import mlflow.sklearn
import numpy as np
import onnxruntime
from skl2onnx import to_onnx
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier

folder = pathlib.Path(sys.argv[1])
features, labels = load_breast_cancer(return_X_y=True)  # the data of guides with 30 features
features = features.astype(np.float32)
forest = RandomForestClassifier(n_estimators=100, random_state=7).fit(features, labels)
model = to_onnx(forest, features[:1], options={id(forest): {"zipmap": False}})
(folder / "forest.onnx").write_bytes(model.SerializeToString())
mlflow.sklearn.save_model(forest, folder / "forest-sklearn", skops_trusted_types=["sklearn.tree._tree.Tree"])
mlflow.onnx.save_model(model, folder / "forest-mlflow")

rows = features[:256].round(4).astype(np.float32)
session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
label, probabilities = session.run(None, {session.get_inputs()[0].name: rows})
(folder / "rows.json").write_text(
    json.dumps(
        {
            "input": session.get_inputs()[0].name,
            "rows": [[round(float(value), 4) for value in row] for row in rows],
            "predictions": label.tolist(),
            "probabilities": probabilities.tolist(),
        }
    )
)
