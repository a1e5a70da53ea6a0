"""Why there is no conversion, in words for the user."""

import importlib.util
import sys


class Refusal(Exception):
    def __init__(self, message, reason="refused", **facts):
        super().__init__(message)
        self.reason = reason
        self.facts = facts


# where the name that is imported and the one that is installed differ
INSTALLED_AS = {
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
    "PIL": "pillow",
    "cv2": "opencv-python",
    "skimage": "scikit-image",
    "imblearn": "imbalanced-learn",
    "category_encoders": "category-encoders",
}


def has(module):
    return module in sys.modules or importlib.util.find_spec(module) is not None


def need(what, *modules):
    """Refuses at once with all that is missing, and the command that brings it."""
    missing = [module for module in modules if not has(module)]
    if missing:
        packages = [INSTALLED_AS.get(module, module) for module in missing]
        raise Refusal(
            "%s %s %s, which %s does not have: %s"
            % (what, "needs" if what[-1] != "s" else "need", " and ".join(packages), sys.executable, install(packages)),
            reason="missing-package",
            packages=packages,
        )


def install(packages):
    python = '"%s"' % sys.executable if " " in sys.executable else sys.executable
    return "%s -m pip install %s" % (python, " ".join(packages))


def missing_module(error, requirements):
    """A model that was pickled with a package, or with code of the user, that is not here."""
    module = (error.name or "").split(".")[0]
    if not module.isidentifier():
        return Refusal("the file is no pickle")
    package = INSTALLED_AS.get(module, module)
    pinned = next((line for line in requirements if _name(line) == _name(package)), None)
    if pinned or module in INSTALLED_AS or module in KNOWN:
        packages = [pinned or package] + [each for each in CONVERTERS.get(module, []) if not has(each)]
        return Refusal(
            "the model needs %s, which %s does not have: %s"
            % (" and ".join([package] + packages[1:]), sys.executable, install(packages)),
            reason="missing-package",
            packages=packages,
        )
    return Refusal(
        "the model needs the module '%s', which %s does not find. If it is code of yours, let it lie in the workspace "
        "or in PYTHONPATH; if it is a package, install it there" % (module, sys.executable)
    )


# what will be missing next
CONVERTERS = {
    "sklearn": ["skl2onnx"],
    "xgboost": ["onnxmltools"],
    "lightgbm": ["onnxmltools"],
    "catboost": ["onnx"],
    "torch": ["onnx", "onnxscript"],
}

KNOWN = (
    "numpy pandas scipy joblib cloudpickle skops xgboost lightgbm catboost torch torchvision tensorflow keras statsmodels"
).split()


def _name(requirement):
    end = next((i for i, letter in enumerate(requirement) if letter in "=<>!~[; "), len(requirement))
    return requirement[:end].lower().replace("_", "-")
