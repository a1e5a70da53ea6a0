"""Is the conversion the same model? Both are asked for the same rows."""

from .refusal import Refusal, has

# float32 holds seven digits; what hundreds of trees or a deep net add up loses some of them
CLOSE = 1e-4


class Expected:
    """What the model itself says: the output of that place must be equal to it. `kind`: label or number."""

    def __init__(self, name, kind, values):
        self.name = name
        self.kind = kind
        self.values = values


class Difference(Exception):
    def __init__(self, message, largest, row, outputs=None):
        super().__init__(message)
        self.largest = largest
        self.row = row
        self.outputs = outputs


def session(path):
    """onnxruntime where it is, else the slow evaluator that comes with onnx."""
    if has("onnxruntime"):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"]).run
    from onnx.reference import ReferenceEvaluator

    return ReferenceEvaluator(path).run


def check(path, feeds, expectations):
    """
    `expectations`: several lists of what the model says; a row may be as in any of them. There are two where the model was
    asked for the numbers as given and as float32 holds them: a tree may send these two different ways.
    Returns the largest difference; raises a Difference.
    """
    run = session(path)
    outputs = run(None, feeds)
    rows = len(next(iter(feeds.values())))
    one = run(None, {name: value[:1] for name, value in feeds.items()})
    if any(len(each) > len(outputs) for each in expectations):
        raise Refusal("the conversion has %d outputs, the model %d" % (len(outputs), len(expectations[0])))
    _compare(one, [[Expected(e.name, e.kind, e.values[:1]) for e in each] for each in expectations], outputs, 1)
    return _compare(outputs, expectations, outputs, rows)


def _compare(outputs, expectations, whole, rows):
    apart = apart_from(outputs, expectations, rows)
    row = int(apart.argmax())
    worst = float(apart[row])
    if not worst <= CLOSE:
        raise Difference(_describe(outputs, expectations[0], row), worst, row, whole)
    return worst


def apart_from(outputs, expectations, rows):
    """One number a row: how far it is from the nearest of what it may be."""
    import numpy as np

    choices = []
    for expected in expectations:
        parts = [_apart(np.asarray(got), want, rows) for got, want in zip(outputs, expected)]
        choices.append(np.max(parts, axis=0))
    return np.min(choices, axis=0)


def is_among(outputs, expectations, neighbours):
    """
    Rows that differ are still right where the model itself says as much of rows that float32 cannot tell from them: steps
    before the trees round, and a tree's threshold makes a jump of it. Returns how many rows stand so, or None.
    """
    import numpy as np

    rows = len(outputs[0])
    differ = apart_from(outputs, expectations, rows) > CLOSE
    right = np.ones(rows, dtype=bool)
    for place, (got, want) in enumerate(zip(outputs, expectations[0])):
        said = [np.asarray(each[place].values).reshape(rows, -1) for each in [*expectations, *neighbours]]
        got = np.asarray(got).reshape(rows, -1)
        if want.kind == "label":
            right &= np.any([(_texts(got) == _texts(each)).all(axis=1) for each in said], axis=0)
            continue
        low, high = np.min(said, axis=0), np.max(said, axis=0)
        room = CLOSE * max(1.0, float(np.nanmax(np.abs(high), initial=0)))
        right &= ((got >= low - room) & (got <= high + room)).all(axis=1)
    return int(differ.sum()) if bool(right[differ].all()) else None


def _apart(got, want, rows):
    """One number a row: 0 is equal. Numbers are measured against the largest of their output, labels are equal or not."""
    import numpy as np

    values = np.asarray(want.values)
    if got.size != values.size:
        raise Difference(
            "%s has the shape %s, the model gives %s" % (want.name, list(got.shape), list(values.shape)), float("inf"), 0
        )
    got, values = got.reshape(rows, -1), values.reshape(rows, -1)
    if want.kind == "label":
        return np.where((_texts(got) == _texts(values)).all(axis=1), 0.0, np.inf)
    got, values = got.astype("float64"), values.astype("float64")
    finite = np.abs(values[np.isfinite(values)])
    scale = max(1.0, float(finite.max()) if finite.size else 1.0)
    with np.errstate(invalid="ignore"):
        apart = np.abs(got - values) / scale
    same = (got == values) | (np.isnan(got) & np.isnan(values))
    return np.where(same, 0.0, np.where(np.isnan(apart), np.inf, apart)).max(axis=1)


def _texts(labels):
    """1, 1.0 and True name the same class."""
    import numpy as np

    if labels.dtype.kind in "fiub":
        return labels.astype("float64")
    return np.vectorize(lambda each: each.decode() if isinstance(each, bytes) else str(each), otypes=[object])(labels)


def _describe(outputs, expected, row):
    import numpy as np

    parts = []
    for got, want in zip(outputs, expected):
        got, values = np.asarray(got), np.asarray(want.values)
        if got.size == values.size:
            rows = len(values)
            parts.append(
                "%s %s instead of %s" % (want.name, _few(got.reshape(rows, -1)[row]), _few(values.reshape(rows, -1)[row]))
            )
    return "; ".join(parts)


def _few(cells):
    shown = [("%.6g" % each) if hasattr(each, "dtype") and each.dtype.kind == "f" else str(each) for each in cells[:4]]
    more = ", …" if len(cells) > 4 else ""
    return shown[0] if len(cells) == 1 else "[%s%s]" % (", ".join(shown), more)

