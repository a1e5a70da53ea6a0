"""Rows to predict in batch, the same done with pandas and onnxruntime as people write it, and the two files compared."""

import sys

import numpy as np
import pandas as pd


def make(path, rows):
    values = np.random.default_rng(11).normal(size=(int(rows), 30)).astype("float32") * 2
    pd.DataFrame(values, columns=[f"f{i}" for i in range(30)]).to_parquet(path)


def predict(model, source, output):
    import onnxruntime

    frame = pd.read_parquet(source)
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    label, probabilities = session.run(None, {session.get_inputs()[0].name: frame.to_numpy(dtype="float32")})
    frame["prediction"] = label
    for i in range(probabilities.shape[1]):
        frame[f"probability_{i}"] = probabilities[:, i]
    frame.to_parquet(output)


def compare(ours, theirs):
    one, other = pd.read_parquet(ours), pd.read_parquet(theirs)
    assert list(one.columns) == list(other.columns), (one.columns, other.columns)
    for name in one.columns:
        a, b = one[name].to_numpy(), other[name].to_numpy()
        if name == "prediction":
            # labels where two classes are as likely may fall either way
            even = np.abs(other["probability_0"].to_numpy() - 0.5) < 1e-5
            assert ((a == b) | even).all(), name
        else:
            assert np.abs(a - b).max() <= 1e-5, name


{"make": make, "predict": predict, "compare": compare}[sys.argv[1]](*sys.argv[2:])
