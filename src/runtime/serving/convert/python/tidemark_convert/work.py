"""The task from its start to its last message."""

import json
import os
import platform
import sys
import traceback
import warnings

from . import boosters, networks
from .channel import end_with_starter, number, open_channel
from .checking import Difference, check, is_among
from .covers import store_covers
from .example import load_example, made_up, rows_in, widen
from .finishing import finish, save, take_all_numbers
from .loading import load_model
from .refusal import Refusal, install, missing_module, need
from .sklearn_models import is_sklearn, plan_sklearn

# a task of one process for a person who waits: threads of its own would only slow the training beside it
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def main(text):
    say = open_channel()
    end_with_starter()
    task = json.loads(text)
    try:
        choose_keras_backend()
        say("done", **convert(task, lambda step: say("step", step=step)))
        return 0
    except Refusal as refusal:
        say("refused", reason=refusal.reason, message=str(refusal), **refusal.facts)
    except MemoryError:
        say("refused", reason="refused", message="there is not enough memory to convert the model")
    except Exception as error:
        traceback.print_exc()
        say("refused", reason="failed", message="%s: %s" % (type(error).__name__, first_line(error)))
    return 1


def choose_keras_backend():
    import importlib.util as util

    if "tensorflow" == os.environ["KERAS_BACKEND"] and not util.find_spec("tensorflow") and util.find_spec("torch"):
        os.environ["KERAS_BACKEND"] = "torch"


def convert(task, step):
    step("loading")
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        model = load_model(task)
    example = load_example(task)
    given = 0 if example is None else rows_in(example)
    step("converting")
    plan, example = plan_for(model, example, task)
    plan.covers = lambda converted: store_covers(converted, model)
    rows = widened(plan, example, given)
    expectations = ask(plan, rows)
    made = attempt(task, plan, rows, expectations, step)
    return {
        **made,
        "converter": plan.converter,
        "packages": versions(plan.converter),
        "python": platform.python_version(),
        "rows": rows_in(rows),
        "example_rows": given,
        "notes": notes(seen, given),
    }


def plan_for(model, example, task):
    network = networks.kind_of(model)
    if network is not None:
        made = networks.plan_torch if network == "torch" else networks.plan_keras
        return made(model, example, task.get("columns"))
    booster = boosters.kind_of(model)
    if booster is None and not is_sklearn(model):
        raise Refusal("%s.%s is no model that can become ONNX" % (type(model).__module__, type(model).__name__))
    if example is None:
        example = invented(model, task)
    if booster is not None:
        return boosters.plan_booster(booster, model, example), example
    return plan_sklearn(model, example), example


def invented(model, task):
    """Rows for a model that came without any."""
    names = getattr(model, "feature_names_in_", None)
    said = [each for each in task.get("columns") or [] if each.get("type") not in (None, "tensor")]
    if any(each["type"] not in ("double", "float", "long", "integer") for each in said) or holds_text(model):
        raise Refusal(
            "the model takes text or categories and came without an input example: log it with input_example=, "
            "or give rows with --example FILE.csv"
        )
    width = boosters.width_of(model)
    if width is None:
        raise Refusal("the model does not say how many columns it takes: give rows with --example FILE.csv")
    if names is None and said and len(said) == width:
        names = [each["name"] for each in said] if all("name" in each for each in said) else None
    return made_up(width, names)


def holds_text(model):
    from .sklearn_models import parts_of

    for part in parts_of(model):
        for categories in getattr(part, "categories_", None) or []:
            if getattr(categories, "dtype", None) is not None and categories.dtype.kind in "OUS":
                return True
        if hasattr(part, "vocabulary_"):
            return True
    return False


def widened(plan, example, given):
    """Only where the model takes the rows that were made of the given ones."""
    if given == 0:
        return example
    more = widen(example)
    try:
        plan.ask(more)
        return more
    except Exception:
        return example


def ask(plan, rows):
    try:
        said = [plan.ask(rows)]
        if plan.rounded is not None:
            said.append(plan.ask(plan.rounded(rows)))
        return said
    except Refusal:
        raise
    except Exception as error:
        raise Refusal("the model does not take its input example: %s: %s" % (type(error).__name__, first_line(error)))


def keep_covers(plan, model):
    """The conversion is as good without them."""
    try:
        plan.covers(model)
    except Exception:
        traceback.print_exc()


NEIGHBOURS = 24


def attempt(task, plan, rows, expectations, step):
    """
    The first way whose predictions are the model's; else one whose only differences are of rounding. The nearest of the
    others is what a refusal tells of.
    """
    near, difference, failure = None, None, None
    path, spare = task["output"], task["output"] + ".near"
    take_all_numbers()
    for each in plan.attempts:
        try:
            model = finish(each.convert(), facts_of(plan), keep=plan.keep)
            keep_covers(plan, model)
            save(model, path)
            step("checking")
            allowed = expectations[:1] if each.double else expectations
            largest = check(path, each.feed(rows), allowed)
            drop(spare)
            return described(each, model, largest, 0)
        except Refusal:
            raise
        except ModuleNotFoundError as error:
            failure = missing_module(error, [])
        except Difference as found:
            rounded = None if near is not None else rounded_rows(plan, rows, allowed, found)
            if rounded is not None:
                near = described(each, model, found.largest, rounded)
                os.replace(path, spare)
            if difference is None or found.largest < difference.largest:
                difference = found
        except Exception as error:
            traceback.print_exc()
            failure = failure or Refusal("%s cannot convert it: %s" % (plan.converter, first_line(error)))
        drop(path)
        drop(path + ".data")
    if near is not None:
        os.replace(spare, path)
        return near
    if difference is not None:
        raise Refusal(
            "the predictions differ, by %s: row %d of the example has %s"
            % (shown(difference.largest), difference.row, difference),
            reason="differs",
            largest_difference=number(difference.largest),
            row=difference.row,
        )
    raise failure or Refusal("%s cannot convert it" % plan.converter)


def rounded_rows(plan, rows, expectations, found):
    """How many rows differ by rounding alone; None if that does not explain it."""
    if plan.nearby is None or found.outputs is None:
        return None
    import numpy as np

    for kinds in ("fiu", "f"):  # an encoder of whole numbers takes no others
        chance = np.random.default_rng(20)
        try:
            neighbours = [plan.ask(plan.nearby(rows, chance, kinds)) for _ in range(NEIGHBOURS)]
        except Exception:
            continue
        return is_among(found.outputs, expectations, neighbours)
    return None


def described(each, model, largest, rounded):
    return {
        "attempt": each.name,
        "largest_difference": number(largest),
        "rounded_rows": rounded,
        "inputs": [one.name for one in model.graph.input],
        "outputs": [one.name for one in model.graph.output],
    }


def drop(path):
    if os.path.exists(path):
        os.remove(path)


def shown(largest):
    return "%.3g at most" % largest if largest != float("inf") else "a whole label"


def facts_of(plan):
    classes = None if plan.classes is None else [getattr(each, "item", lambda each=each: each)() for each in plan.classes]
    return {
        "classes": classes,
        "columns": None if plan.columns is None else [str(each) for each in plan.columns],
        "converter": "%s %s" % (plan.converter, versions(plan.converter).get(plan.converter, "")),
    }


def versions(converter):
    from importlib import metadata

    found = {}
    wanted = ["scikit-learn", "xgboost", "lightgbm", "catboost", "torch", "keras", "tensorflow", "onnx", "onnxruntime"]
    for name in [converter, *wanted]:
        module = {"scikit-learn": "sklearn"}.get(name, name)
        if module in sys.modules or name == converter:
            try:
                found[name] = metadata.version(name)
            except metadata.PackageNotFoundError:
                continue
    return found


def notes(seen, given):
    """What the user should know of a conversion that went well."""
    said = []
    for each in seen:
        if type(each.message).__name__ == "InconsistentVersionWarning" or "older version" in str(each.message):
            said.append(first_line(each.message))
    if given == 0:
        said.append("the model has no input example: the predictions were compared on invented rows")
    return sorted(set(said))[:5]


def first_line(error):
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:400]
