"""Models of trees, each converted as `tidemark convert` does it, and what shap says of the models themselves."""

import os
import sys

import joblib
import lightgbm
import numpy as np
import pandas as pd
import shap
import xgboost
from sklearn.ensemble import (
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier


def table():
    random = np.random.RandomState(0)
    X = random.randn(400, 6).astype("float32")
    y = X[:, 0] * 2 + X[:, 1] * X[:, 2] + np.sin(X[:, 3])
    return X, y, (y > 0).astype(int), np.digitize(y, [-1, 1])


def models():
    _, y, two, three = table()
    few = dict(n_estimators=12, random_state=0)
    flat = dict(**few, max_depth=4)
    quiet = dict(verbose=-1, num_leaves=12)
    yield "forest with bootstrap", RandomForestRegressor(**flat), y
    yield "forest of three classes", RandomForestClassifier(**flat, class_weight="balanced"), three
    yield "forest of two classes", RandomForestClassifier(**flat), two
    yield "extra trees", ExtraTreesClassifier(**flat, bootstrap=True), two
    yield "one tree", DecisionTreeClassifier(max_depth=4, random_state=0), three
    yield "gradient boosting of samples", GradientBoostingRegressor(**flat, subsample=0.5), y
    yield "gradient boosting of two classes", GradientBoostingClassifier(**flat, subsample=0.7), two
    yield "forest behind a scaler", make_pipeline(StandardScaler(), RandomForestRegressor(**flat)), y
    yield "XGBoost, squared error of samples", xgboost.XGBRegressor(**flat, subsample=0.6), y
    yield "XGBoost, logistic", xgboost.XGBClassifier(**flat), two
    yield "XGBoost, softmax", xgboost.XGBClassifier(**flat), three
    yield "LightGBM, bagging", lightgbm.LGBMRegressor(**few, **quiet, subsample=0.6, subsample_freq=1), y
    yield "LightGBM, two classes", lightgbm.LGBMClassifier(**few, **quiet), two
    yield "LightGBM, three classes", lightgbm.LGBMClassifier(**few, **quiet), three


def make(argument):
    sys.path.insert(0, argument["converter"])
    from tidemark_convert.work import convert

    X = table()[0]
    told = []
    for i, (name, model, target) in enumerate(models()):
        folder = os.path.join(argument["folder"], str(i))
        os.makedirs(folder)
        model.fit(X, target)
        source = os.path.join(folder, "model.pkl")
        joblib.dump(model, source)
        convert({"source": source, "output": os.path.join(folder, "model.onnx")}, lambda step: None)
        rows = X[:7]
        pd.DataFrame(rows, columns=["f%d" % j for j in range(6)]).to_parquet(os.path.join(folder, "data.parquet"))
        last, seen = (model[-1], model[:-1].transform(rows)) if hasattr(model, "steps") else (model, rows)
        explainer = shap.TreeExplainer(last, feature_perturbation="tree_path_dependent")
        values = np.asarray(explainer.shap_values(seen, check_additivity=False))
        base = np.atleast_1d(explainer.expected_value)
        told.append({"name": name, "folder": folder, "values": values.reshape(7, 6, -1), "base": base})
    return told
