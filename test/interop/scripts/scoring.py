"""Models and rows for batch prediction, and what Python's onnxruntime says of the rows."""

import json
import os

import lightgbm
import numpy as np
import onnxruntime
import pandas as pd
import xgboost
from answers import note
from onnxmltools import convert_lightgbm, convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType
from skl2onnx import convert_sklearn, to_onnx
from skl2onnx.common import data_types as known
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

folder = os.environ["KEPT_IN"]
chance = np.random.default_rng(3)
rows = 60_000
x = chance.normal(size=(rows, 8)).astype("float32")
table = pd.DataFrame(x, columns=[f"x{i}" for i in range(8)])
signal = x[:, 0] + x[:, 1] * x[:, 2]
binary = (signal > 0).astype(int)
words = np.array(["nein", "ja", "größte"])[np.digitize(signal, [-0.5, 0.5])]
some = slice(0, 1500)


def trees(model, labels):
    return model.fit(x[some], labels[some])


def save(name, model, frame):
    with open(f"{folder}/{name}.onnx", "wb") as file:
        file.write(model.SerializeToString())
    frame = frame.assign(id=[f"row {i}" for i in range(rows)], when=pd.Timestamp("2024-01-01", tz="UTC"))
    frame.to_parquet(f"{folder}/{name}.parquet", row_group_size=25_000)
    head = frame.head(5000).drop(columns=["when"])
    head.to_csv(f"{folder}/{name}.csv", index=False)
    head.to_json(f"{folder}/{name}.jsonl", orient="records", lines=True, force_ascii=False)


initial = [("X", FloatTensorType([None, 8]))]
save("zipmap", to_onnx(trees(RandomForestClassifier(30, random_state=1), binary), x[:1]), table)
save("words", to_onnx(trees(RandomForestClassifier(30, random_state=1), words), x[:1]), table)
save("regressor", to_onnx(trees(RandomForestRegressor(20, random_state=1), signal), x[:1]), table)
save("xgboost", convert_xgboost(trees(xgboost.XGBClassifier(n_estimators=30), binary), initial_types=initial), table)
save("xgboost-three", convert_xgboost(trees(xgboost.XGBClassifier(n_estimators=20), np.digitize(signal, [-0.5, 0.5])), initial_types=initial), table)
save("lightgbm", convert_lightgbm(trees(lightgbm.LGBMClassifier(n_estimators=30, verbose=-1), binary), initial_types=initial, zipmap=False), table)
save("linear", to_onnx(trees(LogisticRegression(), binary), x[:1]), table)
people = pd.DataFrame(
    {
        "age": chance.integers(18, 80, rows),
        "income": chance.normal(50_000, 20_000, rows),
        "plan": chance.choice(["free", "pro", "größte"], rows),
    }
)
columns = ColumnTransformer([("numbers", StandardScaler(), ["age", "income"]), ("plans", OneHotEncoder(), ["plan"])])
pipeline = Pipeline([("columns", columns), ("model", LogisticRegression())]).fit(people, binary)
types = [("age", known.FloatTensorType([None, 1])), ("income", known.FloatTensorType([None, 1])), ("plan", known.StringTensorType([None, 1]))]
save("people", convert_sklearn(pipeline, initial_types=types), people[["plan", "age", "income"]])
note("kept", True)
