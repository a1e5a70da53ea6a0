"""XGBoost, LightGBM and CatBoost, where they are the whole model."""

import json
import os
import tempfile

from .checking import Expected
from .finishing import BOOSTER_OPSET
from .plan import Attempt, Plan
from .refusal import Refusal, need
from .sklearn_models import INPUT, as_float32, ask, nearby


def kind_of(model):
    """xgboost, lightgbm, catboost; None for others."""
    if not hasattr(model, "predict"):
        return None
    for each in type(model).__mro__:
        package = each.__module__.split(".")[0]
        if package in ("xgboost", "lightgbm", "catboost"):
            return package
    return None


def width_of(model):
    names = getattr(model, "feature_names_", None)  # of CatBoost, whose n_features_in_ is 0 once it was loaded
    if names:
        return len(names)
    for name in ("n_features_in_", "num_feature", "num_features"):
        found = getattr(model, name, None)
        if found is not None:
            return int(found() if callable(found) else found)
    return None


def plan_booster(kind, model, example):
    makers = {"xgboost": plan_xgboost, "lightgbm": plan_lightgbm, "catboost": plan_catboost}
    plan = makers[kind](model, example)
    plan.columns = list(example.columns) if hasattr(example, "columns") else None
    plan.rounded = as_float32
    plan.nearby = nearby
    return plan


def feed(rows):
    import numpy as np

    values = rows.to_numpy() if hasattr(rows, "to_numpy") else np.asarray(rows)
    return {INPUT: numbers(values)}


def numbers(values):
    try:
        return values.astype("float32").reshape(len(values), -1)
    except (ValueError, TypeError) as error:
        raise Refusal("the model takes text or categories, which its converter cannot write as ONNX: %s" % error)


def plan_xgboost(model, example):
    need("XGBoost models", "onnxmltools")
    booster = model.get_booster() if hasattr(model, "get_booster") else model
    width = booster.num_features()

    def convert():
        from onnxmltools import convert_xgboost
        from onnxmltools.convert.common.data_types import FloatTensorType

        names = booster.feature_names
        booster.feature_names = None  # the converter takes f0, f1… only
        try:
            made = [(INPUT, FloatTensorType([None, width]))]
            return convert_xgboost(model, initial_types=made, target_opset=BOOSTER_OPSET)
        finally:
            booster.feature_names = names

    is_classifier = hasattr(model, "predict_proba")
    asked = (lambda rows: ask(model, rows)) if booster is not model else (lambda rows: ask_xgboost(model, rows))
    classes = list(model.classes_) if is_classifier else booster_classes(booster) if booster is model else None
    return Plan("onnxmltools", [Attempt("float32", convert, feed)], asked, classes=classes)


def objective_of(booster):
    learner = json.loads(booster.save_config())["learner"]
    return learner["objective"]["name"], int(learner["learner_model_param"]["num_class"])


def booster_classes(booster):
    objective, classes = objective_of(booster)
    if objective.startswith("multi:"):
        return list(range(classes))
    return [0, 1] if objective == "binary:logistic" else None


def ask_xgboost(booster, rows):
    import xgboost

    matrix = rows if hasattr(rows, "columns") else xgboost.DMatrix(rows)
    if hasattr(rows, "columns"):
        matrix = xgboost.DMatrix(rows)
    elif booster.feature_names:
        matrix.feature_names = booster.feature_names
    said = booster.predict(matrix)
    objective, _ = objective_of(booster)
    return as_classes(said, objective in ("binary:logistic",), objective == "multi:softprob", objective == "multi:softmax")


def as_classes(said, is_binary, is_multi, is_label=False):
    """A booster gives the probability of the second class, or one a class; its conversion gives both and the label."""
    import numpy as np

    if is_binary:
        return [
            Expected("prediction", "label", (said > 0.5).astype("int64")),
            Expected("probability", "number", np.stack([1 - said, said], axis=1)),
        ]
    if is_multi:
        return [
            Expected("prediction", "label", said.argmax(axis=1)),
            Expected("probability", "number", said),
        ]
    return [Expected("prediction", "label" if is_label else "number", said)]


def plan_lightgbm(model, example):
    need("LightGBM models", "onnxmltools")
    booster = model.booster_ if hasattr(model, "booster_") else model
    objective = str(booster.dump_model(num_iteration=1).get("objective", "")).split(" ")[0]

    def convert():
        from onnxmltools import convert_lightgbm
        from onnxmltools.convert.common.data_types import FloatTensorType

        made = [(INPUT, FloatTensorType([None, booster.num_feature()]))]
        return convert_lightgbm(model, initial_types=made, target_opset=BOOSTER_OPSET, zipmap=False)

    is_binary, is_multi = objective == "binary", objective in ("multiclass", "softmax", "multiclassova")
    asked = (
        (lambda rows: ask(model, rows))
        if booster is not model
        else (lambda rows: as_classes(model.predict(rows), is_binary, is_multi))
    )
    classes = getattr(model, "classes_", None)
    if classes is None and (is_binary or is_multi):
        classes = range(2 if is_binary else booster.num_model_per_iteration())
    return Plan(
        "onnxmltools",
        [Attempt("float32", convert, feed)],
        asked,
        classes=None if classes is None else list(classes),
    )


def plan_catboost(model, example):
    need("CatBoost models", "onnx")

    def convert():
        import onnx

        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "model.onnx")
            try:
                model.save_model(path, format="onnx")
            except Exception as error:
                raise Refusal("CatBoost cannot write this model as ONNX: %s" % str(error).splitlines()[0])
            return onnx.load(path)

    def feed_catboost(rows):
        return {"features": feed(rows)[INPUT]}

    classes = getattr(model, "classes_", None)
    is_classifier = classes is not None and len(classes) > 0
    asked = (lambda rows: ask(model, rows)) if is_classifier else (
        lambda rows: [Expected("prediction", "number", model.predict(rows))]
    )
    return Plan(
        "catboost",
        [Attempt("float32", convert, feed_catboost)],
        asked,
        classes=list(classes) if is_classifier else None,
    )


