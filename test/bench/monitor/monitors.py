"""monitors.py FOLDER: a forest of 30 features as ONNX, what it was trained on as CSV, and rows to ask for as JSON."""

import json
import pathlib
import sys

import numpy as np
from skl2onnx import to_onnx
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier

folder = pathlib.Path(sys.argv[1])
features, labels = load_breast_cancer(return_X_y=True)
features = features.astype(np.float32)
forest = RandomForestClassifier(n_estimators=100, random_state=7).fit(features, labels)
model = to_onnx(forest, features[:1], options={id(forest): {"zipmap": False}})
(folder / "forest.onnx").write_bytes(model.SerializeToString())
names = [f"f{i}" for i in range(features.shape[1])]
np.savetxt(folder / "train.csv", features, delimiter=",", header=",".join(names), comments="", fmt="%.6g")
rng = np.random.default_rng(1)
rows = features[rng.integers(0, len(features), 512)] * (1 + rng.normal(0, 0.01, (512, features.shape[1])))
(folder / "rows.json").write_text(json.dumps([[round(float(value), 4) for value in row] for row in rows]))
