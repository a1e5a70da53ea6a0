"""Models of trees as ONNX files, and what shap says of them."""

import base64
import json

import lightgbm
import numpy
import onnx
import shap
import xgboost
from onnxmltools.convert import convert_lightgbm, convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType
from skl2onnx import to_onnx
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

features = 7
random = numpy.random.default_rng(3)
train = random.normal(size=(400, features)).astype(numpy.float32)
train[:, 6] = random.integers(0, 4, 400)  # many rows are equal to a threshold's neighbours
score = train[:, 0] * 2 + train[:, 1] * train[:, 2] + numpy.sin(train[:, 3] * 2) + train[:, 6] * 0.5
number = score + random.normal(size=400) * 0.3
two = (score > 0.5).astype(int)
three = numpy.digitize(score, [-0.5, 1.5])
holes = train.copy()
holes[random.random(holes.shape) < 0.15] = numpy.nan
missing_matters = number + numpy.isnan(holes[:, 0]) * 2


def models():
    yield "decision tree", DecisionTreeRegressor(max_depth=5, random_state=0), train, number
    yield "decision tree without a limit", DecisionTreeRegressor(random_state=0), train, number
    yield "decision tree of two targets", DecisionTreeRegressor(max_depth=4), train, numpy.stack([number, two], 1)
    yield "decision tree of two classes", DecisionTreeClassifier(max_depth=4, random_state=0), train, two
    yield "decision tree of three classes", DecisionTreeClassifier(max_depth=6, random_state=0), train, three
    yield "stump", DecisionTreeRegressor(max_depth=1), train, number
    yield "random forest", RandomForestRegressor(20, max_depth=6, random_state=0), train, number
    yield "random forest without bootstrap", RandomForestRegressor(9, bootstrap=False, max_features=3), train, number
    yield "random forest of two classes", RandomForestClassifier(15, max_depth=5, random_state=0), train, two
    yield "random forest of three classes", RandomForestClassifier(15, max_depth=5, random_state=0), train, three
    yield "extra trees", ExtraTreesRegressor(15, max_depth=6, random_state=0), train, number
    yield "extra trees of three classes", ExtraTreesClassifier(15, max_depth=5, random_state=0), train, three
    yield "gradient boosting", GradientBoostingRegressor(n_estimators=30, random_state=0), train, number
    yield "gradient boosting of two classes", GradientBoostingClassifier(n_estimators=20), train, two
    yield "xgboost", xgboost.XGBRegressor(n_estimators=30, n_jobs=1, max_depth=5), train, number
    yield "xgboost, values missing", xgboost.XGBRegressor(n_estimators=20, n_jobs=1, max_depth=4), holes, missing_matters
    yield "xgboost of two classes", xgboost.XGBClassifier(n_estimators=20, n_jobs=1, max_depth=4), train, two
    yield "xgboost of two classes, values missing", xgboost.XGBClassifier(n_estimators=15, n_jobs=1, max_depth=4), holes, two
    yield "xgboost of three classes", xgboost.XGBClassifier(n_estimators=10, n_jobs=1, max_depth=4), train, three
    yield "lightgbm", lightgbm.LGBMRegressor(n_estimators=30, num_leaves=15, n_jobs=1, verbose=-1), train, number
    yield "lightgbm, values missing", lightgbm.LGBMRegressor(n_estimators=20, n_jobs=1, verbose=-1), holes, missing_matters
    yield "lightgbm of two classes", lightgbm.LGBMClassifier(n_estimators=20, num_leaves=9, n_jobs=1, verbose=-1), train, two
    yield "lightgbm of three classes", lightgbm.LGBMClassifier(n_estimators=10, num_leaves=9, n_jobs=1, verbose=-1), train, three


def convert(model):
    shape = [("x", FloatTensorType([None, features]))]
    if isinstance(model, xgboost.XGBModel):
        return convert_xgboost(model, initial_types=shape, target_opset=15)
    if isinstance(model, lightgbm.LGBMModel):
        return convert_lightgbm(model, initial_types=shape, target_opset=15)
    return to_onnx(model, train[:1])


def xgboost_covers(model):
    """In the order of the converter: a node, all below its first child, all below the other."""
    dumped = model.get_booster().get_dump(with_stats=True, dump_format="json")

    def walk(node):
        yield node["cover"]
        children = {child["nodeid"]: child for child in node.get("children", [])}
        for name in ("yes", "no") if children else ():
            yield from walk(children[node[name]])

    return [cover for tree in dumped for cover in walk(json.loads(tree))]


def store_covers(converted, covers):
    (node,) = [each for each in converted.graph.node if each.op_type.startswith("TreeEnsemble")]
    for attribute in [each for each in node.attribute if each.name == "nodes_hitrates"]:
        node.attribute.remove(attribute)
    node.attribute.append(onnx.helper.make_attribute("nodes_hitrates", [float(cover) for cover in covers]))


def raw(model, rows):
    if isinstance(model, xgboost.XGBModel):
        return model.predict(rows, output_margin=True)
    if isinstance(model, lightgbm.LGBMModel):
        return model.predict(rows, raw_score=True)
    if hasattr(model, "decision_function"):
        return model.decision_function(rows)
    return model.predict_proba(rows) if hasattr(model, "predict_proba") else model.predict(rows)


def packed(values):
    return base64.b64encode(numpy.ascontiguousarray(values, dtype="<f4").tobytes()).decode()


def explained(explainer, rows):
    values = explainer.shap_values(rows, check_additivity=False)
    return {"base": numpy.atleast_1d(explainer.expected_value), "values": values.ravel()}  # it is only right after them


def case(name, model, x, y):
    model.fit(x, y)
    converted = convert(model)
    is_stored = False
    if isinstance(model, (RandomForestRegressor, RandomForestClassifier)) and model.bootstrap:
        is_stored = True
        store_covers(converted, numpy.concatenate([tree.tree_.weighted_n_node_samples for tree in model.estimators_]))
    if isinstance(model, xgboost.XGBClassifier):
        is_stored = True
        store_covers(converted, xgboost_covers(model))
    rows = x[:60]
    other = x[300:340]
    plain = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    against = shap.TreeExplainer(model, data=other, feature_perturbation="interventional")
    few = rows[:8]
    interventional = explained(against, rows)
    if name == "xgboost of three classes":  # shap gives each class the first one's base score: its sums miss the model's
        interventional["base"] = raw(model, other).mean(axis=0)
    return {
        "name": name,
        "model": base64.b64encode(converted.SerializeToString()).decode(),
        "isStored": is_stored,
        "train": packed(x),
        "rows": packed(rows),
        "background": packed(other),
        "raw": numpy.asarray(raw(model, rows)).ravel(),
        "pathDependent": explained(plain, rows),
        "interventional": interventional,
        "interactions": None
        if isinstance(model, lightgbm.LGBMModel)
        else numpy.asarray(plain.shap_interaction_values(few)).ravel(),
    }


def cases(_):
    return [case(*each) for each in models()]


def deep(_):
    """Trees whose paths test so many features that no table could hold their patterns."""
    x = random.normal(size=(900, 40)).astype(numpy.float32)
    y = x @ random.normal(size=40) + random.normal(size=900)
    model = ExtraTreesRegressor(3, max_features=1, random_state=1).fit(x, y)
    few = x[:5]
    plain = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    against = shap.TreeExplainer(model, data=x[100:120], feature_perturbation="interventional")
    return {
        "name": "deep",
        "model": base64.b64encode(to_onnx(model, x[:1]).SerializeToString()).decode(),
        "isStored": False,
        "train": packed(x),
        "rows": packed(x[:30]),
        "background": packed(x[100:120]),
        "raw": model.predict(x[:30]),
        "pathDependent": explained(plain, x[:30]),
        "interventional": explained(against, x[:30]),
        "interactions": plain.shap_interaction_values(few).ravel(),
    }
