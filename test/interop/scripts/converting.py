"""Logs models of several frameworks as people do, registers them, and keeps rows with what the models say of them."""

import os
import pickle
import sys
import warnings

import lightgbm
import mlflow
import numpy as np
import pandas as pd
import xgboost
from answers import note
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import LinearSVC

warnings.filterwarnings("ignore")
folder = os.environ["KEPT_IN"]
chance = np.random.default_rng(7)
rows = 300
numbers = chance.normal(size=(rows, 6))
table = pd.DataFrame(numbers, columns=list("abcdef"))
people = pd.DataFrame(
    {
        "age": chance.integers(18, 80, rows),
        "income": chance.normal(50_000, 20_000, rows),
        "plan": chance.choice(["free", "pro", "größte"], rows),
    }
)
churned = np.where((people.age > 40) ^ (people.plan == "pro"), "churn", "stay")
binary = (numbers[:, 0] + numbers[:, 1] * numbers[:, 2] > 0).astype(int)
real = numbers[:, 0] * 3 + numbers[:, 1]
columns = ColumnTransformer(
    [
        ("numbers", Pipeline([("fill", SimpleImputer()), ("scale", StandardScaler())]), ["age", "income"]),
        ("plans", OneHotEncoder(handle_unknown="ignore"), ["plan"]),
    ]
)
mlflow.set_experiment("converting")


def keep(name, module, model, x, **more):
    with mlflow.start_run():
        example = x[:5]
        signature = mlflow.models.infer_signature(example, model.predict(example))
        module.log_model(
            model,
            name="model",
            input_example=example,
            signature=signature,
            registered_model_name=name,
            pip_requirements=[],
            **more,
        )
    x.to_pickle(f"{folder}/{name}.x") if hasattr(x, "to_pickle") else np.save(f"{folder}/{name}.npy", x)
    kept = {"label": np.asarray(model.predict(x))}
    if hasattr(model, "predict_proba"):
        kept["probabilities"] = model.predict_proba(x)
    with open(f"{folder}/{name}.y", "wb") as file:
        pickle.dump(kept, file)


plain = {"serialization_format": "cloudpickle"}
keep("people", mlflow.sklearn, Pipeline([("columns", columns), ("model", LogisticRegression())]).fit(people, churned), people, **plain)
keep("people-lightgbm", mlflow.sklearn, Pipeline([("columns", columns), ("model", lightgbm.LGBMClassifier(n_estimators=15, verbose=-1))]).fit(people, churned), people, **plain)
keep("people-xgboost", mlflow.sklearn, Pipeline([("columns", columns), ("model", xgboost.XGBClassifier(n_estimators=15))]).fit(people, (churned == "churn").astype(int)), people, **plain)
keep("forest", mlflow.sklearn, RandomForestClassifier(20, random_state=1).fit(numbers, binary), numbers, **plain)
keep("scaled-trees", mlflow.sklearn, Pipeline([("scale", StandardScaler()), ("model", GradientBoostingRegressor(random_state=1))]).fit(numbers * 1e5, real), numbers * 1e5, **plain)
keep("histograms", mlflow.sklearn, HistGradientBoostingClassifier(max_iter=20).fit(table, binary), table, **plain)
keep("vectors", mlflow.sklearn, LinearSVC().fit(numbers, binary), numbers, **plain)
keep("xgboost", mlflow.xgboost, xgboost.XGBClassifier(n_estimators=15).fit(table, np.arange(rows) % 3), table)
keep("xgboost-numbers", mlflow.xgboost, xgboost.XGBRegressor(n_estimators=15).fit(numbers, real), numbers)
keep("lightgbm", mlflow.lightgbm, lightgbm.LGBMClassifier(n_estimators=15, verbose=-1).fit(table, binary), table)

# files beside the registry: a booster as its own library saves it, pickles, and one that is not what it seems
xgboost.train({"objective": "binary:logistic"}, xgboost.DMatrix(numbers, binary), 10).save_model(f"{folder}/booster.ubj")
lightgbm.train({"objective": "binary", "verbose": -1}, lightgbm.Dataset(numbers, binary), 10).save_model(f"{folder}/booster.txt")
people.to_csv(f"{folder}/people.csv", index=False)
with open(f"{folder}/people.pkl", "wb") as file:
    pickle.dump(Pipeline([("columns", columns), ("model", LogisticRegression())]).fit(people, churned), file)
with open(f"{folder}/own.py", "w") as file:
    file.write("def one_more(x):\n    return x[:, 0] + 1\n")
sys.path.insert(0, folder)
import own  # noqa: E402

shifted = LinearRegression().fit(numbers, real)
shifted.predict = own.one_more
with open(f"{folder}/shifted.pkl", "wb") as file:
    pickle.dump(shifted, file)
note("kept", True)
