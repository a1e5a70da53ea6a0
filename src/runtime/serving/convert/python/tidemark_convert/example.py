"""The rows on which model and conversion are compared: the model's input example, and more made from it."""

import json
import os

from .refusal import Refusal, need

ROWS = 64


class Example:
    """`value`: as the model takes it. `own`: how many of its rows the user gave."""

    def __init__(self, value, own):
        self.value = value
        self.own = own


def load_example(task):
    """What lies beside the model or was named by the user; None where there is nothing."""
    path = task.get("example")
    if path is None:
        return None
    info = task.get("example_info") or {}
    ending = os.path.splitext(path)[1].lower()
    try:
        if ending == ".npy":
            import numpy as np

            return np.load(path, allow_pickle=False)
        if ending == ".csv":
            return _pandas().read_csv(path)
        if ending == ".parquet":
            return _pandas().read_parquet(path)
        if ending in (".jsonl", ".ndjson"):
            return _pandas().read_json(path, lines=True)
        with open(path, encoding="utf-8") as file:
            return _from_json(json.load(file), info, task.get("columns"))
    except (ValueError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise Refusal("the input example %s cannot be read: %s" % (path, error))


def _pandas():
    need("tables as examples", "pandas")
    import pandas

    return pandas


def _from_json(value, info, columns):
    kind = info.get("type")
    if isinstance(value, dict) and "inputs" in value and kind in (None, "ndarray", "json_object"):
        value = value["inputs"]
    if isinstance(value, dict) and "dataframe_split" in value:
        value, kind = value["dataframe_split"], "dataframe"
    if kind in ("sparse_matrix_csr", "sparse_matrix_csc"):
        raise Refusal("the input example is a sparse matrix, which ONNX does not know: give rows with --example FILE.csv")
    if kind == "dataframe" or _is_split(value):
        frame = _pandas().DataFrame(value["data"], columns=value.get("columns"))
        return typed_frame(frame, columns)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return typed_frame(_pandas().DataFrame(value), columns)
    if isinstance(value, dict):
        import numpy as np

        return {name: np.asarray(each) for name, each in value.items()}
    return typed_array(value, columns)


def _is_split(value):
    return isinstance(value, dict) and "data" in value and "columns" in value


FRAME_TYPES = {"double": "float64", "float": "float32", "long": "int64", "integer": "int32", "boolean": "bool"}


def typed_frame(frame, columns):
    """With the types of the signature, where they hold: an int column with gaps stays what JSON made of it."""
    for column in columns or []:
        name, wanted = column.get("name"), FRAME_TYPES.get(column.get("type"))
        if name in frame.columns and wanted and frame[name].notna().all():
            frame[name] = frame[name].astype(wanted)
        elif name in frame.columns and column.get("type") in ("double", "float"):
            frame[name] = frame[name].astype(FRAME_TYPES[column["type"]])
    return frame


def typed_array(value, columns):
    import numpy as np

    spec = columns[0].get("tensor-spec") if columns and len(columns) == 1 else None
    array = np.asarray(value, dtype=spec["dtype"] if spec and spec["dtype"] not in ("str", "object") else None)
    return array.astype(object) if array.dtype.kind == "U" else array


def rows_in(value):
    if isinstance(value, dict):
        return len(next(iter(value.values())))
    return value.shape[0] if hasattr(value, "shape") else len(value)


def widen(value, seed=20):
    """Some rows as they are, and more whose cells come from different rows: the same columns, new combinations."""
    import numpy as np

    rows = rows_in(value)
    if rows == 0:
        raise Refusal("the input example has no rows")
    if rows >= ROWS or isinstance(value, dict):
        return value
    chance = np.random.default_rng(seed)
    picks = lambda: np.concatenate([np.arange(rows), chance.integers(0, rows, ROWS - rows)])
    if not hasattr(value, "columns"):
        return _widen_array(value, picks, rows, chance)
    columns = {name: value[name].iloc[picks()].reset_index(drop=True) for name in value.columns}
    frame = _pandas().DataFrame(columns)
    for name in frame.columns:
        if frame[name].dtype.kind == "f":
            frame[name] = jittered(frame[name].to_numpy().copy(), rows, chance)
    return frame


def _widen_array(value, picks, rows, chance):
    import numpy as np

    array = np.asarray(value)
    if array.ndim != 2:
        return array[picks()]
    mixed = np.stack([array[picks(), i] for i in range(array.shape[1])], axis=1)
    if mixed.dtype.kind == "f":
        for i in range(mixed.shape[1]):
            mixed[:, i] = jittered(mixed[:, i].copy(), rows, chance)
    return mixed


def jittered(column, rows, chance):
    """From the given rows on, up to a tenth beside what was seen; whole numbers stay whole."""
    import numpy as np

    if np.all(column[np.isfinite(column)] % 1 == 0):
        return column
    column[rows:] *= 1 + chance.uniform(-0.1, 0.1, len(column) - rows)
    return column


def made_up(width, names=None, seed=20):
    """For a model without an example that takes `width` numbers a row: of all sizes, since nobody knows the real ones."""
    import numpy as np

    chance = np.random.default_rng(seed)
    values = chance.normal(size=(ROWS, width)) * 10.0 ** chance.integers(-1, 5, (ROWS, width))
    return values if names is None else _pandas().DataFrame(values, columns=list(names))
