"""Notes what a script read back, with ids, times and places under stable names, so that two servers can be compared."""

import atexit
import dataclasses
import enum
import json
import math
import os
import re
import sys
import time

_ids = {}
_notes = {}
_differ = {}
_durations = {"execution_duration", "execution_duration_ms", "execution_time_ms", "latency"}


def differs(name, ours, because):
    """Says beforehand that Tidemark answers `name` with `ours` on purpose."""
    _differ[name] = {"ours": plain(ours), "because": because}


def note(name, value):
    assert name not in _notes, f"noted twice: {name}"
    _notes[name] = {"answer": plain(value), **_differ.pop(name, {})}


def attempt(name, work):
    """Notes what `work` returns, or the code it fails with."""
    try:
        answer = plain(work())
    except Exception as error:  # every failure is an answer to compare
        answer = {"error": getattr(error, "error_code", type(error).__name__)}
    assert name not in _notes, f"noted twice: {name}"
    _notes[name] = {"answer": answer, **_differ.pop(name, {})}


def is_added(name):
    """Whether a tag or an artifact is one of those by which Tidemark says where a run came from."""
    return name.startswith(("tidemark.", "tags.tidemark.", "tidemark/")) or name == "tidemark"


def plain(value, key=""):
    if value is None or isinstance(value, bool):
        return value
    if key in _durations:
        return "<duration>"
    if key == "experiment_id" and value not in (None, "", "0"):
        return "<experiment>"
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, str):
        return _stable(value)
    if isinstance(value, int):
        return "<time>" if _is_now(value) else value
    if isinstance(value, float):
        if math.isnan(value) or math.isinf(value):
            return str(value)
        return "<time>" if _is_now(value) else value + 0.0  # SQL knows no -0.0
    if isinstance(value, dict):
        pairs = {plain(str(k)): plain(v, str(k)) for k, v in value.items() if not is_added(str(k))}
        return dict(sorted(pairs.items()))
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(each) for each in value)
    if dataclasses.is_dataclass(value):
        return plain({f.name: getattr(value, f.name) for f in dataclasses.fields(value)})
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if hasattr(value, "to_dict"):
        return plain(value.to_dict())
    if type(value).__module__.startswith("mlflow."):
        return plain(dict(value))  # MLflow's entities list their properties
    return [plain(each) for each in value]


def _is_now(number):
    now = time.time()
    return any(abs(number / scale - now) < 86_400 for scale in (1, 1e3, 1e6, 1e9))


def _stable(text):
    text = re.sub(r"[0-9a-f]{32}", lambda found: _ids.setdefault(found.group(), f"<id {len(_ids) + 1}>"), text)
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<uuid>", text)
    text = re.sub(r"mlflow-artifacts:/\d+/", "mlflow-artifacts:/<experiment>/", text)
    text = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?", "<time>", text)
    text = re.sub(r"^,\d+,$", ",<experiment>,", text)
    text = re.sub(r"\b1[5-9]\d{11}\b", "<time>", text)
    text = re.sub(r"/\S*/tmp\w+", "<tmp>", text)
    text = text.replace(os.environ["MLFLOW_TRACKING_URI"], "<server>")
    return re.sub(r"^[a-z]+-[a-z]+-\d{1,4}$", "<random name>", text)


@atexit.register
def _say():
    assert not _differ, f"no such answers: {sorted(_differ)}"
    sys.stdout.write("\n")  # the answers are the last line
    json.dump(_notes, sys.stdout)
