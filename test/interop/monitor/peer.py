"""Answers calls of functions of the files beside this one, a JSON line each: {"id", "file", "function", "argument"}."""

import importlib
import json
import math
import os
import sys
import traceback
import warnings

warnings.simplefilter("ignore")
out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # what libraries print is no answer
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))


def plain(value):
    """JSON has no numbers beyond the finite ones, and numpy's are not Python's."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": repr(value)}
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(each) for each in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


for line in sys.stdin:
    asked = json.loads(line)
    try:
        function = getattr(importlib.import_module(asked["file"]), asked["function"])
        answer = {"answer": plain(function(asked["argument"]))}
    except Exception as error:
        answer = {"failed": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()}
    out.write(json.dumps({"id": asked["id"], **answer}) + "\n")
    out.flush()
