"""Models of several frameworks as their users export them, each with rows that it takes."""

import io
import os
import warnings

import catboost
import lightgbm
import numpy as np
import onnx
import onnxmltools
import xgboost
from onnx import TensorProto, helper
from onnxmltools.convert.common.data_types import FloatTensorType as ToolsFloat
from skl2onnx import convert_sklearn, to_onnx
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, Int64TensorType, StringTensorType
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor, IsolationForest, RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC

warnings.filterwarnings("ignore")
rng = np.random.default_rng(7)
X = rng.normal(size=(120, 5)).astype(np.float32)
two = (X[:, 0] + X[:, 1] > 0).astype(np.int64)
three = two + (X[:, 2] > 0.3)
amount = X[:, 0] * 3 - X[:, 3] + 0.5
rows = X[:9]


def sklearn_models():
    def fitted(model, y):
        return model.fit(X, y)

    yield "forest", to_onnx(fitted(RandomForestClassifier(20, random_state=0), two), X[:1]), rows
    yield "forest-text", to_onnx(fitted(RandomForestClassifier(5, random_state=0), np.array(["süß", "b", "日本"])[three]), X[:1]), rows
    plain = fitted(make_pipeline(StandardScaler(), LogisticRegression()), three)
    yield "logistic-tensors", to_onnx(plain, X[:1], options={"zipmap": False}), rows
    yield "linear", to_onnx(fitted(LinearRegression(), amount), X[:1]), rows
    yield "boosted", to_onnx(fitted(GradientBoostingRegressor(n_estimators=10), amount), X[:1]), rows
    yield "perceptron", to_onnx(fitted(MLPClassifier((8,), max_iter=30), two), X[:1]), rows
    yield "vectors", to_onnx(fitted(SVC(probability=True), two), X[:1]), rows
    yield "clusters", to_onnx(fitted(KMeans(3, n_init=2), None), X[:1]), rows
    yield "odd-ones", to_onnx(IsolationForest(n_estimators=5, random_state=0).fit(X), X[:1], target_opset={"": 17, "ai.onnx.ml": 3}), rows
    double = convert_sklearn(LinearRegression().fit(X, np.stack([amount, -amount], 1)), initial_types=[("x", DoubleTensorType([None, 5]))])
    yield "doubles-two-targets", double, rows.astype(np.float64)
    yield "columns", columns(), {"city": np.array([["Köln"], ["Rome"], ["Paris"]], dtype=object), "age": X[:3, :1], "visits": np.array([[1], [-3], [2**40]])}


def columns():
    cities = np.array([["Köln"], ["Paris"], ["Rome"]] * 40, dtype=object)
    frame = np.concatenate([cities, X[:, :1].astype(object), np.arange(120).reshape(-1, 1).astype(object)], axis=1)
    steps = ColumnTransformer([("text", OneHotEncoder(), [0]), ("numbers", "passthrough", [1, 2])])
    model = make_pipeline(steps, LogisticRegression(max_iter=50)).fit(frame, three)
    inputs = [("city", StringTensorType([None, 1])), ("age", FloatTensorType([None, 1])), ("visits", Int64TensorType([None, 1]))]
    return convert_sklearn(model, initial_types=inputs)


def boosted_models():
    types = [("X", ToolsFloat([None, 5]))]
    yield "xgboost", onnxmltools.convert_xgboost(xgboost.XGBClassifier(n_estimators=5, max_depth=3).fit(X, three), initial_types=types), rows
    yield "xgboost-numbers", onnxmltools.convert_xgboost(xgboost.XGBRegressor(n_estimators=5).fit(X, amount), initial_types=types), rows
    yield "lightgbm", onnxmltools.convert_lightgbm(lightgbm.LGBMClassifier(n_estimators=5, verbose=-1).fit(X, two), initial_types=types), rows
    yield "lightgbm-numbers", onnxmltools.convert_lightgbm(lightgbm.LGBMRegressor(n_estimators=5, verbose=-1).fit(X, amount), initial_types=types), rows
    for name, model, y in [
        ("catboost", catboost.CatBoostClassifier(iterations=5, verbose=0, allow_writing_files=False), two),
        ("catboost-numbers", catboost.CatBoostRegressor(iterations=5, verbose=0, allow_writing_files=False), amount),
    ]:
        path = f"{name}.saved"
        model.fit(X, y).save_model(path, format="onnx")
        yield name, onnx.load(path), rows


def torch_models():
    """Written by test/fixtures/onnx/make_torch.py: PyTorch itself is too large to fetch for two small files."""
    folder = os.environ["FIXTURES"]
    yield "torch", onnx.load(f"{folder}/torch.onnx"), rows
    yield "torch-image", onnx.load(f"{folder}/torch-image.onnx"), rng.normal(size=(2, 3, 6, 6)).astype(np.float32)


def graphs():
    """Written by hand: an image, and tokens of any length."""
    weights = rng.normal(size=(4, 1, 3, 3)).astype(np.float32)
    image = helper.make_graph(
        [
            helper.make_node("Conv", ["image", "w"], ["c"], pads=[1, 1, 1, 1]),
            helper.make_node("Relu", ["c"], ["r"]),
            helper.make_node("GlobalAveragePool", ["r"], ["p"]),
            helper.make_node("Flatten", ["p"], ["logits"]),
        ],
        "image",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 1, 6, 6])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 4])],
        [onnx.numpy_helper.from_array(weights, "w")],
    )
    yield "image", made(image), rng.normal(size=(3, 1, 6, 6)).astype(np.float32)
    tokens = helper.make_graph(
        [
            helper.make_node("Gather", ["table", "ids"], ["e"]),
            helper.make_node("Mul", ["e", "mask"], ["m"]),
            helper.make_node("ReduceSum", ["m"], ["score"], keepdims=1),
        ],
        "tokens",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "length"]), helper.make_tensor_value_info("mask", TensorProto.FLOAT, ["batch", "length"])],
        [helper.make_tensor_value_info("score", TensorProto.FLOAT, [1, 1])],
        [onnx.numpy_helper.from_array(rng.normal(size=50).astype(np.float32), "table")],
    )
    yield "tokens", made(tokens), {"ids": np.array([[3, 4, 49], [1, 0, 2]]), "mask": np.array([[1, 1, 0.5], [1, 0, 0]], np.float32)}


def made(graph):
    graph_of_all = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    if graph.name == "tokens":  # sums along the length alone
        graph_of_all.graph.node[2].input.append("axis")
        graph_of_all.graph.initializer.append(onnx.numpy_helper.from_array(np.array([1]), "axis"))
    return graph_of_all


def all_models():
    for models in (sklearn_models, boosted_models, torch_models, graphs):
        yield from models()


if __name__ == "__main__":
    folder = os.environ["KEPT_IN"]
    for name, model, given in all_models():
        onnx.save_model(model, f"{folder}/{name}.onnx")
        feed = given if isinstance(given, dict) else {model.graph.input[0].name: given}
        np.savez(f"{folder}/{name}.npz", **{key: value.astype(str) if value.dtype == object else value for key, value in feed.items()})
    from answers import note

    note("made", sorted(name.removesuffix(".onnx") for name in os.listdir(folder) if name.endswith(".onnx")))
