"""Estimators and pipelines of scikit-learn, with those of XGBoost, LightGBM and CatBoost in them."""

from . import pipeline_boosters, pipeline_imputer
from .checking import Expected
from .finishing import opsets
from .plan import Attempt, Plan
from .refusal import Refusal, has, need

INPUT = "X"


def plan_sklearn(model, example):
    need("scikit-learn models", "skl2onnx")
    others = sorted({kind for kind in map(_package, parts_of(model)) if kind in ("xgboost", "lightgbm")})
    if others:
        need("pipelines with %s" % " and ".join(others), "onnxmltools")
        pipeline_boosters.register(others)
    if any(type(part).__name__ == "SimpleImputer" for part in parts_of(model)):
        pipeline_imputer.register()
    by_column = takes_columns(model, example)
    attempts = column_attempts(model, example) if by_column else table_attempts(model, example)
    if feeds_trees(model):
        attempts.sort(key=lambda each: not each.double)
    classes = getattr(model, "classes_", None)
    return Plan(
        "skl2onnx",
        attempts,
        ask=lambda rows: ask(model, rows),
        rounded=as_float32,
        nearby=nearby,
        classes=list(classes) if classes is not None and getattr(classes, "ndim", 2) == 1 else None,
        columns=list(example.columns) if hasattr(example, "columns") else None,
        keep=None if hasattr(model, "predict_proba") else 1 if classes is not None else None,
    )


def parts_of(model, seen=None):
    """The estimator and all that it is made of."""
    seen = set() if seen is None else seen
    if id(model) in seen or not hasattr(model, "get_params"):
        return
    seen.add(id(model))
    yield model
    attributes = ("estimators_", "best_estimator_", "estimator_", "transformers_", "transformer_list")
    fitted = [each for name in attributes for each in _listed(getattr(model, name, None))]
    for each in list(model.get_params(deep=False).values()) + fitted:
        for inner in _listed(each):
            for one in parts_of(inner, seen):
                yield one


def _listed(value):
    if isinstance(value, (list, tuple)):
        return [inner for each in value for inner in _listed(each)]
    return [value]


def feeds_trees(model):
    """Steps before trees: what they make in float32 falls on the other side of a threshold that lies on a row of training."""
    pipelines = [part.steps for part in parts_of(model) if len(getattr(part, "steps", [])) > 1]
    return any(is_of_trees(steps[-1][1]) for steps in pipelines)


def is_of_trees(estimator):
    return not {"tree", "ensemble", "xgboost", "lightgbm"}.isdisjoint(type(estimator).__module__.split("."))


def _package(model):
    return type(model).__module__.split(".")[0]


def takes_columns(model, example):
    """By name or by type: one input a column. Else the rows are one table of numbers."""
    if not hasattr(example, "columns"):
        return False
    if any(each.kind not in "fiub" for each in example.dtypes):
        return True
    for part in parts_of(model):
        for chosen in getattr(part, "transformers_", []):
            columns = chosen[2]
            if isinstance(columns, str) or any(isinstance(each, str) for each in _names(columns)):
                return True
    return False


def _names(columns):
    return columns if isinstance(columns, (list, tuple)) else list(columns) if hasattr(columns, "__iter__") else []


def column_attempts(model, example):
    kinds = {name: column_kind(example[name]) for name in example.columns}
    tried = []
    for name, real, whole, truth in (
        ("float32", "f4", "i8", "f4"),
        ("float32 for all numbers", "f4", "f4", "f4"),
        ("float32 and booleans", "f4", "i8", "b"),
        ("float64", "f8", "i8", "f8"),
        ("float64 for all numbers", "f8", "f8", "f8"),
    ):
        types = tuple({"f": real, "i": whole, "b": truth, "s": "s"}[kind] for kind in kinds.values())
        if types in [each for each, _ in tried]:
            continue
        tried.append((types, name))
    return [column_attempt(model, name, dict(zip(kinds, types))) for types, name in tried]


def column_kind(column):
    kind = column.dtype.kind if hasattr(column.dtype, "kind") else "O"
    if kind in "iu":
        return "i"
    if kind in "fb":
        return kind
    if kind == "M":
        raise Refusal("the column '%s' holds times, for which there is no ONNX type: give the model numbers" % column.name)
    return "s"


def column_attempt(model, name, types):
    def convert():
        from skl2onnx.common import data_types as known

        made = {
            "f4": known.FloatTensorType,
            "f8": known.DoubleTensorType,
            "i8": known.Int64TensorType,
            "b": known.BooleanTensorType,
            "s": known.StringTensorType,
        }
        return to_onnx(model, [(str(column), made[kind]([None, 1])) for column, kind in types.items()])

    return Attempt(name, convert, lambda rows: {str(c): column_feed(rows[c], kind) for c, kind in types.items()}, "f8" in types.values())


def column_feed(column, kind):
    import numpy as np

    if kind == "s":
        values = np.array(["" if each is None or each != each else str(each) for each in column], dtype=object)
    else:
        values = column.to_numpy().astype({"f4": "float32", "f8": "float64", "i8": "int64", "b": "bool"}[kind])
    return values.reshape(-1, 1)


def table_attempts(model, example):
    return [table_attempt(model, example, name) for name in ("float32", "float64")] if is_numbers(example) else [
        table_attempt(model, example, "text")
    ]


def is_numbers(example):
    return hasattr(example, "columns") or getattr(getattr(example, "dtype", None), "kind", "O") in "fiub"


def table_attempt(model, example, name):
    import numpy as np

    def feed(rows):
        values = np.asarray(rows)
        values = values.astype(object if name == "text" else name)
        return {INPUT: values.reshape(len(values), -1)}

    def convert():
        from skl2onnx.common import data_types as known

        made = {"float32": known.FloatTensorType, "float64": known.DoubleTensorType, "text": known.StringTensorType}
        return to_onnx(model, [(INPUT, made[name]([None, feed(example)[INPUT].shape[1]]))])

    return Attempt(name, convert, feed, name == "float64")


def to_onnx(model, inputs):
    from skl2onnx import convert_sklearn

    options = {id(model): {"zipmap": False}} if hasattr(model, "predict_proba") else None
    try:
        return convert_sklearn(model, initial_types=inputs, target_opset=opsets(), options=options)
    except NameError:  # a classifier that does not know the option: what it writes is stripped afterwards
        return convert_sklearn(model, initial_types=inputs, target_opset=opsets())


def as_float32(rows):
    import numpy as np

    if not hasattr(rows, "columns"):
        return np.asarray(rows).astype("float32").astype("float64") if is_numbers(rows) else rows
    return rows.assign(**{c: rows[c].astype("float32").astype("float64") for c in rows.columns if rows[c].dtype.kind == "f"})


def nearby(rows, chance, kinds="f"):
    """Some units in the last place of a float32 away."""
    import numpy as np

    step = lambda values: values.astype("float64") * (1 + chance.uniform(-4, 4, values.shape) * 2.0**-23)
    if not hasattr(rows, "columns"):
        return step(np.asarray(rows)) if is_numbers(rows) else rows
    return rows.assign(**{c: step(rows[c].to_numpy()) for c in rows.columns if rows[c].dtype.kind in kinds})


def ask(model, rows):
    """In the order in which skl2onnx writes the outputs."""
    if not hasattr(model, "predict"):
        made = model.transform(rows)
        return [Expected("transformed", "number", made.toarray() if hasattr(made, "toarray") else made)]
    said = model.predict(rows)
    labels = getattr(model, "classes_", None) is not None or hasattr(model, "labels_")
    first = Expected("prediction", "label" if labels else "number", said)
    if not hasattr(model, "predict_proba"):
        return [first]
    probabilities = model.predict_proba(rows)
    if isinstance(probabilities, list):  # several targets at once
        return [first]
    return [first, Expected("probability", "number", probabilities)]


def is_sklearn(model):
    return has("sklearn") and hasattr(model, "get_params") and (hasattr(model, "predict") or hasattr(model, "transform"))
