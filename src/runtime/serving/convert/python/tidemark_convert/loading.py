"""From files to the model as its framework knows it."""

import importlib
import json
import os
import pickle
import sys

from .refusal import Refusal, has, missing_module, need


def load_model(task):
    """`flavors` are what the file MLmodel says; without one the source is a single file or a folder of Keras."""
    flavors = task.get("flavors")
    requirements = _requirements(task)
    for folder in task.get("paths", []):
        if folder not in sys.path:
            sys.path.append(folder)
    try:
        if flavors is None:
            return load_file(task["source"])
        return _load_flavor(task["source"], flavors)
    except ModuleNotFoundError as error:
        raise missing_module(error, requirements)
    except (AttributeError, ImportError) as error:
        raise Refusal("the model cannot be loaded: %s. It was made with %s" % (error, _made_with(requirements)))
    except (pickle.UnpicklingError, EOFError, ValueError, KeyError, IndexError, UnicodeDecodeError) as error:
        raise Refusal("the model cannot be loaded, its file may be damaged: %s" % (error or type(error).__name__))


def _load_flavor(root, flavors):
    code = [conf.get("code") for conf in flavors.values() if isinstance(conf, dict) and conf.get("code")]
    for each in code:
        sys.path.insert(0, os.path.join(root, each))
    if "sklearn" in flavors:
        conf = flavors["sklearn"]
        return _unpickle(os.path.join(root, conf["pickled_model"]), conf.get("serialization_format"))
    if "xgboost" in flavors:
        conf = flavors["xgboost"]
        model = _class_of(conf.get("model_class") or "xgboost.core.Booster")()
        model.load_model(os.path.join(root, conf["data"]))
        return model
    if "lightgbm" in flavors:
        conf = flavors["lightgbm"]
        path = os.path.join(root, conf["data"])
        if (conf.get("model_class") or "lightgbm.basic.Booster") == "lightgbm.basic.Booster":
            return importlib.import_module("lightgbm").Booster(model_file=path)
        return _unpickle(path, conf.get("serialization_format"))
    if "catboost" in flavors:
        conf = flavors["catboost"]
        model = getattr(importlib.import_module("catboost"), conf["model_type"])()
        return model.load_model(os.path.join(root, conf["data"]), conf.get("save_format") or "cbm")
    if "pytorch" in flavors:
        return _load_torch_folder(os.path.join(root, flavors["pytorch"].get("model_data") or "data"))
    for name in ("keras", "tensorflow"):
        if name in flavors:
            return _load_keras_folder(root, flavors[name])
    named = [name for name in flavors if name != "python_function"]
    if named:
        raise Refusal("a model of the flavour %s cannot become ONNX" % " and ".join(named))
    raise Refusal("a model of your own Python code (the flavour python_function alone) cannot become ONNX")


def load_file(path):
    if os.path.isdir(path):
        if os.path.exists(os.path.join(path, "saved_model.pb")):
            need("TensorFlow models", "tensorflow")
            return importlib.import_module("tensorflow").saved_model.load(path)
        raise Refusal("%s holds neither an MLmodel file nor a SavedModel of TensorFlow" % path)
    ending = os.path.splitext(path)[1].lower()
    if ending in (".pt", ".pth", ".pt2", ".torch", ".ts"):
        return _load_torch(path)
    if ending in (".keras", ".h5", ".hdf5"):
        need("Keras models", "keras")
        return importlib.import_module("keras").models.load_model(path, compile=False)
    if ending in (".cbm", ".cb"):
        need("CatBoost models", "catboost")
        return _load_catboost(path)
    if ending in (".ubj", ".xgb", ".bst", ".json"):
        need("XGBoost models", "xgboost")
        return _load_xgboost(path)
    if ending in (".txt", ".lgb", ".model"):
        return _load_booster(path)
    return _unpickle(path, "skops" if ending == ".skops" else None)


def _unpickle(path, form):
    if form == "skops":
        need("models in the format skops", "skops")
        from skops.io import get_untrusted_types, load

        # the user asked for this model in a folder that they trust: as with a pickle
        return load(path, trusted=get_untrusted_types(file=path))
    if form == "cloudpickle":
        need("models in the format cloudpickle", "cloudpickle")
    if has("joblib"):  # reads what it wrote itself, and plain pickles as well
        return importlib.import_module("joblib").load(path)
    with open(path, "rb") as file:
        return pickle.load(file)


def _class_of(dotted):
    module, _, name = dotted.rpartition(".")
    return getattr(importlib.import_module(module), name)


def _load_xgboost(path):
    xgboost = importlib.import_module("xgboost")
    booster = xgboost.Booster()
    try:
        booster.load_model(path)
    except xgboost.core.XGBoostError as error:
        raise Refusal("the file is no model of XGBoost: %s" % str(error).strip().splitlines()[-1])
    return _as_saved(xgboost, booster, path)


def _as_saved(xgboost, booster, path):
    """XGBClassifier and its kin write into the file what they were."""
    try:
        kind = json.loads(booster.attr("scikit_learn") or "{}").get("_estimator_type")
    except ValueError:
        kind = None
    estimator = {"classifier": "XGBClassifier", "regressor": "XGBRegressor"}.get(kind)
    if estimator is None:
        return booster
    model = getattr(xgboost, estimator)()
    model.load_model(path)
    return model


def _load_booster(path):
    with open(path, "rb") as file:
        head = file.read(64)
    if head.startswith(b"tree"):
        need("LightGBM models", "lightgbm")
        return importlib.import_module("lightgbm").Booster(model_file=path)
    need("XGBoost models", "xgboost")
    return _load_xgboost(path)


def _load_catboost(path):
    catboost = importlib.import_module("catboost")
    model = catboost.CatBoost().load_model(path)
    classes = getattr(model, "classes_", None)
    if classes is not None and len(classes) > 0:
        return catboost.CatBoostClassifier().load_model(path)
    return model


def _load_torch_folder(folder):
    for name in ("model.pth", "model.pt2"):
        path = os.path.join(folder, name)
        if os.path.exists(path):
            return _load_torch(path)
    raise Refusal("%s holds neither model.pth nor model.pt2" % folder)


def _load_torch(path):
    need("PyTorch models", "torch")
    torch = importlib.import_module("torch")
    if path.endswith(".pt2"):
        return torch.export.load(path).module()
    try:
        model = torch.jit.load(path, map_location="cpu")
    except RuntimeError:
        model = torch.load(path, map_location="cpu", weights_only=False)
    if not isinstance(model, torch.nn.Module):
        raise Refusal(
            "the file holds weights without the model that they belong to (%s): save the whole module, or log it with "
            "mlflow.pytorch.log_model" % type(model).__name__
        )
    return model


def _load_keras_folder(root, conf):
    data = os.path.join(root, conf.get("data") or "data")
    inner = conf.get("model_type")
    for name in ("model.keras", "model.h5", "model"):
        path = os.path.join(data, name)
        if os.path.exists(path):
            return load_file(path)
    saved = os.path.join(root, conf.get("saved_model_dir") or "tf2model")
    if os.path.isdir(saved):
        return load_file(saved)
    raise Refusal("the flavour %s holds no model.keras" % (inner or "keras"))


def _requirements(task):
    path = os.path.join(task["source"], "requirements.txt")
    if not os.path.isfile(path):
        return []
    with open(path, encoding="utf-8", errors="replace") as file:
        return [line.strip() for line in file if line.strip() and not line.startswith(("-", "#"))]


def _made_with(requirements):
    return ", ".join(requirements[:8]) or "another version of its package, perhaps"
