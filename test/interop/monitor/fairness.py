"""What fairlearn says of groups."""

import numpy as np
import pandas as pd
from fairlearn import metrics as fair
from sklearn.metrics import accuracy_score, precision_score


def compare(argument):
    return [one(each) for each in argument]


def precision(y_true, y_pred):
    return precision_score(y_true, y_pred, zero_division=0)


def one(case):
    frame = pd.DataFrame({"y": case["actual"], "p": case["predicted"], **case["sensitive"]}).dropna()
    y, p = frame["y"].astype(int).to_numpy(), frame["p"].astype(int).to_numpy()
    sensitive = frame[list(case["sensitive"])]
    rates = {
        "count": fair.count,
        "selection_rate": fair.selection_rate,
        "true_positive_rate": fair.true_positive_rate,
        "false_positive_rate": fair.false_positive_rate,
        "false_negative_rate": fair.false_negative_rate,
        "true_negative_rate": fair.true_negative_rate,
        "precision": precision,
        "accuracy": accuracy_score,
    }
    found = fair.MetricFrame(metrics=rates, y_true=y, y_pred=p, sensitive_features=sensitive)
    named = {"sensitive_features": sensitive}
    figures = {}
    for name in ("demographic_parity", "equalized_odds", "equal_opportunity"):
        for kind in ("difference", "ratio"):
            function = getattr(fair, f"{name}_{kind}")
            for way in ("between_groups", "to_overall"):
                end = "" if way == "between_groups" else "_to_overall"
                figures[f"{name}_{kind}{end}"] = function(y, p, method=way, **named)
                if name == "equalized_odds":
                    figures[f"{name}_{kind}{end}_mean"] = function(y, p, method=way, agg="mean", **named)
    for way in ("between_groups", "to_overall"):
        end = "" if way == "between_groups" else "_to_overall"
        for kind in ("difference", "ratio"):
            for rate, value in getattr(found, kind)(method=way).items():
                if rate != "count":
                    figures[f"{rate}_{kind}{end}"] = value
    by_group = found.by_group.dropna(subset=["count"])
    return {
        "figures": {name: float(value) if np.isfinite(value) else None for name, value in figures.items()},
        "overall": {name: float(value) for name, value in found.overall.items()},
        "groups": [
            {"group": " & ".join(map(str, key if isinstance(key, tuple) else (key,))), **row}
            for key, row in zip(by_group.index, by_group.astype(float).to_dict("records"))
        ],
    }


def resampled(argument):
    """Rows drawn again one by one, as a check of drawing counts at once."""
    y, p, group = (np.array(argument[name]) for name in ("actual", "predicted", "group"))
    random = np.random.default_rng(1)
    drawn = []
    for _ in range(argument["draws"]):
        rows = random.integers(0, len(y), len(y))
        drawn.append(
            fair.demographic_parity_difference(y[rows], p[rows], sensitive_features=group[rows])
        )
    return np.quantile(drawn, [0.025, 0.975]).tolist()
