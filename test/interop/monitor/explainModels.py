"""Models as ONNX files with the tables that they are explained on, and what shap itself says of them."""

import os

import numpy as np
import pandas as pd
import shap
from skl2onnx import to_onnx
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge, SGDClassifier
from sklearn.neighbors import KNeighborsRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, PolynomialFeatures, StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC

ROWS = 5


def table(width, seed=0):
    random = np.random.RandomState(seed)
    X = (random.randn(300, width) * (1 + np.arange(width)) + np.arange(width)).astype("float32")
    scaled = (X - X.mean(0)) / X.std(0)
    y = scaled[:, 0] * 2 + scaled[:, 1] * scaled[:, 2] + np.sin(scaled[:, 3]) + 0.3 * scaled[:, -1] + 5
    return X, y.astype("float64"), (y > 5).astype(int), np.digitize(y, [4, 6])


def masker(background):
    return shap.maskers.Independent(background, max_samples=len(background))


def linear(coefficients, intercepts, X, background):
    found = [shap.LinearExplainer((c, i), masker(background)) for c, i in zip(coefficients, intercepts)]
    values = np.stack([each.shap_values(X) for each in found], axis=-1)
    return values, [each.expected_value for each in found], np.stack([X @ c + i for c, i in zip(coefficients, intercepts)], -1)


def asked(kind, f, X, background):
    said = f(X)
    if kind == "kernel":
        np.random.seed(0)
        explainer = shap.KernelExplainer(f, background)
        many = {"nsamples": 2 ** X.shape[1]} if X.shape[1] <= 12 else {}
        values, base = explainer.shap_values(X, l1_reg=False, silent=True, **many), explainer.expected_value
    elif kind == "exact":
        found = shap.explainers.Exact(f, masker(background))(X, silent=True)
        values, base = found.values, found.base_values[0]
    else:
        found = shap.PermutationExplainer(f, masker(background), seed=0)(X, silent=True)
        values, base = found.values, found.base_values[0]
    values, base = np.asarray(values), np.atleast_1d(base)
    return values.reshape(*X.shape, -1), base, np.asarray(said).reshape(len(X), -1)


def scaled_part(model, X):
    """The last step of a pipeline and what comes to it."""
    return model[-1], model[:-1].transform(X)


def folded(model):
    """Coefficients of a scaler and a linear model, on the features as they are."""
    scaler, last = model[0], model[-1]
    scale = scaler.scale_ if hasattr(scaler, "mean_") else 1 / scaler.scale_
    offset = scaler.mean_ if hasattr(scaler, "mean_") else -scaler.min_ / scaler.scale_
    coefficients = np.atleast_2d(last.coef_) / scale
    return coefficients, np.atleast_1d(last.intercept_) - coefficients @ offset


def plain(model):
    return np.atleast_2d(model.coef_), np.atleast_1d(model.intercept_)


def cases():
    X4, y4, c4, m4 = table(6)
    X20, y20, c20, _ = table(20, 1)
    X14, y14, _, _ = table(14, 2)
    small = dict(max_iter=300, random_state=0)
    net = make_pipeline(StandardScaler(), MLPRegressor(hidden_layer_sizes=(8,), **small))

    def of_coefficients(name, model, X, target, take, dtype="float32"):
        model.fit(X, target)
        coefficients, intercepts = take(model)
        return name, "linear", model, X.astype(dtype), lambda X, B: linear(coefficients, intercepts, X, B), {}

    def of_asking(name, kind, model, X, target, ask="predict", **more):
        model.fit(X, target)
        f = lambda rows: getattr(model, ask)(rows)
        return name, kind, model, X, lambda X, B: asked(kind, f, X, B), more

    yield of_coefficients("linear regression", LinearRegression(), X4, y4, plain)
    yield of_coefficients("ridge behind a scaler", make_pipeline(StandardScaler(), Ridge()), X4, y4, folded)
    yield of_coefficients("ridge in float64", make_pipeline(MinMaxScaler(), Ridge()), X4, y4, folded, "float64")
    yield of_coefficients("ridge of two targets", Ridge(), X4, np.stack([y4, -2 * y4], 1), plain)
    yield of_coefficients("logistic regression", make_pipeline(StandardScaler(), LogisticRegression()), X4, c4, folded)
    yield of_coefficients("logistic of three classes", make_pipeline(StandardScaler(), LogisticRegression()), X4, m4, folded)
    yield of_coefficients("logistic in float64", LogisticRegression(max_iter=2000), X4, c4, plain, "float64")
    yield of_coefficients("linear SVC", LinearSVC(max_iter=5000), X4, c4, plain)
    yield of_coefficients("SGD with a hinge", make_pipeline(StandardScaler(), SGDClassifier(random_state=0)), X4, c4, folded)
    yield of_asking("probabilities of a logistic regression", "exact", make_pipeline(StandardScaler(), LogisticRegression()), X4, c4, "predict_proba", space="probability")
    yield of_asking("linear regression by coalitions", "exact", LinearRegression(), X4, y4, method="exact")
    yield of_asking("net", "exact", net, X4, y4)
    yield of_asking("net, two classes", "exact", make_pipeline(StandardScaler(), MLPClassifier((8,), **small)), X4, c4, "predict_proba")
    yield of_asking("net, three classes", "exact", make_pipeline(StandardScaler(), MLPClassifier((8,), **small)), X4, m4, "predict_proba")
    yield of_asking("net, kernel", "kernel", make_pipeline(StandardScaler(), MLPRegressor(hidden_layer_sizes=(8,), **small)), X4, y4, method="kernel")
    yield of_asking("net of 14 features, kernel", "kernel", make_pipeline(StandardScaler(), MLPRegressor(hidden_layer_sizes=(8,), **small)), X14, y14, method="kernel")
    yield of_asking("net of 20 features", "permutation", make_pipeline(StandardScaler(), MLPRegressor(hidden_layer_sizes=(8,), **small)), X20, y20)
    yield of_asking("net of 20 features, two classes", "permutation", make_pipeline(StandardScaler(), MLPClassifier((8,), **small)), X20, c20, "predict_proba")
    yield of_asking("SVR", "exact", make_pipeline(StandardScaler(), SVR()), X4, y4)
    yield of_asking("SVC", "exact", make_pipeline(StandardScaler(), SVC(probability=True, random_state=0)), X4, c4, "predict_proba")
    yield of_asking("neighbours", "kernel", make_pipeline(StandardScaler(), KNeighborsRegressor()), X4, y4, method="kernel")
    yield of_asking("squares", "exact", make_pipeline(StandardScaler(), PolynomialFeatures(2), Ridge()), X4, y4)
    yield of_asking("forest by coalitions", "exact", RandomForestClassifier(10, max_depth=4, random_state=0), X4, m4, "predict_proba", method="exact")
    yield of_asking("boosted by permutations", "permutation", GradientBoostingClassifier(n_estimators=10, random_state=0), X20, c20, "decision_function", method="permutation")

    forest = make_pipeline(StandardScaler(), RandomForestRegressor(10, max_depth=4, random_state=0)).fit(X4, y4)

    def behind_scaler(X, B):
        last, rows = scaled_part(forest, X)
        explainer = shap.TreeExplainer(last, scaled_part(forest, B)[1], feature_perturbation="interventional")
        return explainer.shap_values(rows)[..., None], np.atleast_1d(explainer.expected_value), forest.predict(X)[:, None]

    yield "forest behind a scaler", "interventional", forest, X4, behind_scaler, {}
    boosted = GradientBoostingClassifier(n_estimators=10, random_state=0).fit(X4, c4)

    def as_probability(X, B):
        explainer = shap.TreeExplainer(boosted, B, feature_perturbation="interventional", model_output="probability")
        return explainer.shap_values(X)[..., None], np.atleast_1d(explainer.expected_value), boosted.predict_proba(X)[:, 1:]

    yield "probability of a boosted model", "interventional", boosted, X4, as_probability, {"space": "probability"}
    yield words()


def words():
    """Numbers and text by name: shap is asked with the text's places in a list."""
    X, _, c, _ = table(4, 3)
    frame = pd.DataFrame(X, columns=["age", "income", "height", "debt"])
    frame["city"] = np.random.RandomState(1).choice(["Bern", "Oslo", "Łódź"], len(frame))
    places = sorted(frame["city"].unique())
    target = ((c == 1) ^ (frame["city"] == "Oslo")).astype(int)
    encoder = ColumnTransformer([("n", StandardScaler(), ["age", "income", "height", "debt"]), ("c", OneHotEncoder(), ["city"])])
    model = make_pipeline(encoder, LogisticRegression()).fit(frame, target)

    def f(rows):
        return model.decision_function(pd.DataFrame(rows[:, :4], columns=frame.columns[:4]).assign(city=[places[int(p)] for p in rows[:, 4]]))

    def ask(X, B):
        code = lambda each: np.column_stack([each.iloc[:, :4].to_numpy("float64"), [places.index(p) for p in each["city"]]])
        return asked("exact", f, code(X), code(B))

    return "text and numbers by name", "linear", model, frame, ask, {}


def make(argument):
    told = []
    for i, (name, method, model, X, ask, options) in enumerate(cases()):
        folder = os.path.join(argument["folder"], str(i))
        os.makedirs(folder)
        is_frame = hasattr(X, "columns")
        frame = X if is_frame else pd.DataFrame(X, columns=["f%d" % j for j in range(X.shape[1])])
        zipmap = {id(model): {"zipmap": False}} if hasattr(model, "predict_proba") else None
        converted = to_onnx(model, frame[:1] if is_frame else X[:1], options=zipmap, target_opset={"": 18, "ai.onnx.ml": 3})
        with open(os.path.join(folder, "model.onnx"), "wb") as file:
            file.write(converted.SerializeToString())
        rows, background = frame[:ROWS], frame[100:116]
        rows.to_parquet(os.path.join(folder, "data.parquet"))
        background.to_csv(os.path.join(folder, "background.csv"), index=False)
        numbers = lambda each: each if is_frame else each.to_numpy()
        values, base, said = ask(numbers(rows), numbers(background))
        told.append({"name": name, "method": method, "folder": folder, **options, "values": values, "base": base, "predictions": said})
    return told


def parquet(argument):
    frame = pd.read_parquet(argument["path"])
    return {"columns": list(frame.columns), "values": frame.to_numpy()}
