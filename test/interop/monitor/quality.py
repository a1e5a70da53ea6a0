"""What sklearn says of labels, probabilities and numbers."""

import warnings

import numpy as np
import pandas as pd
from sklearn import metrics
from sklearn.calibration import calibration_curve
from sklearn.isotonic import IsotonicRegression


def quiet(function, *given, **named):
    """A figure, or None where sklearn has none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = function(*given, **named)
        except ValueError:
            return None
    return None if isinstance(value, float) and not np.isfinite(value) else value


def classification(argument):
    return [one_classification(each) for each in argument]


def one_classification(case):
    frame = pd.DataFrame({"y": case["actual"]})
    if "predicted" in case:
        frame["p"] = case["predicted"]
    scores = case.get("probabilities")
    names = []
    for at, column in enumerate(scores or []):
        names.append(f"s{at}")
        frame[names[-1]] = column
    if "weights" in case:
        frame["w"] = case["weights"]
    frame = frame.dropna().infer_objects()
    for name in ("y", "p"):
        if name in frame and case.get("kind") == "int":
            frame[name] = frame[name].astype("int64")
        if name in frame and case.get("kind") == "bool":
            frame[name] = frame[name].astype(bool)
    y = frame["y"].to_numpy()
    weights = frame["w"].to_numpy() if "weights" in case else None
    labels = list(np.unique(y))
    out = {"rows": len(frame)}
    if "p" in frame:
        p = frame["p"].to_numpy()
        out["accuracy"] = metrics.accuracy_score(y, p, sample_weight=weights)
        out["balanced_accuracy"] = metrics.balanced_accuracy_score(y, p, sample_weight=weights)
        out["mcc"] = metrics.matthews_corrcoef(y, p, sample_weight=weights)
        out["kappa"] = quiet(metrics.cohen_kappa_score, y, p, sample_weight=weights)
        out["confusion"] = metrics.confusion_matrix(y, p, sample_weight=weights).tolist()
        for average in ("macro", "micro", "weighted"):
            for name, function in (
                ("precision", metrics.precision_score),
                ("recall", metrics.recall_score),
                ("f1", metrics.f1_score),
            ):
                out[f"{name}_{average}"] = function(y, p, average=average, zero_division=0, sample_weight=weights)
        out["per_class"] = np.array(
            metrics.precision_recall_fscore_support(y, p, zero_division=0, sample_weight=weights)
        ).tolist()
        if "positive" in case:
            for name, function in (
                ("precision", metrics.precision_score),
                ("recall", metrics.recall_score),
                ("f1", metrics.f1_score),
            ):
                out[name] = function(y, p, pos_label=case["positive"], zero_division=0, sample_weight=weights)
    if scores is None:
        return out
    if len(scores) == 1:
        s = frame["s0"].to_numpy()
        is_hit = y == case["positive"]
        out["roc_auc"] = quiet(metrics.roc_auc_score, is_hit, s, sample_weight=weights)
        out["average_precision"] = metrics.average_precision_score(is_hit, s, sample_weight=weights)
        if not is_hit.any():
            out["average_precision"] = None
        out["log_loss"] = metrics.log_loss(is_hit, s, labels=[False, True], sample_weight=weights)
        out["brier"] = metrics.brier_score_loss(is_hit, s, sample_weight=weights, pos_label=True)
        observed, predicted = calibration_curve(is_hit, s, n_bins=10, pos_label=True)
        out["calibration"] = [predicted.tolist(), observed.tolist()]
        fpr, tpr, _ = metrics.roc_curve(is_hit, s, sample_weight=weights)
        precision, recall, _ = metrics.precision_recall_curve(
            is_hit, s, sample_weight=weights, drop_intermediate=True
        )
        out["roc"] = [fpr.tolist(), tpr.tolist()]
        out["pr"] = [recall.tolist(), precision.tolist()]
        return out
    s = frame[names].to_numpy()
    if case.get("classes"):
        labels = case["classes"]
    for average in ("macro", "weighted"):
        end = "" if average == "macro" else "_weighted"
        for kind in ("ovr", "ovo"):
            out[f"roc_auc_{kind}{end}"] = quiet(
                metrics.roc_auc_score, y, s, multi_class=kind, average=average, labels=labels, sample_weight=weights
            )
        if not case.get("classes"):
            out[f"average_precision{end}"] = metrics.average_precision_score(
                y, s, average=average, sample_weight=weights
            )
    out["log_loss"] = metrics.log_loss(y, s, labels=labels, sample_weight=weights)
    out["brier"] = metrics.brier_score_loss(y, s, labels=labels, sample_weight=weights)
    return out


def regression(argument):
    return [one_regression(each) for each in argument]


def one_regression(case):
    frame = pd.DataFrame({name: case[name] for name in ("actual", "predicted", "weights") if name in case}).dropna()
    y, p = frame["actual"].to_numpy(), frame["predicted"].to_numpy()
    weights = frame["weights"].to_numpy() if "weights" in case else None
    mse = metrics.mean_squared_error(y, p, sample_weight=weights)
    errors = p - y
    return {
        "rows": len(frame),
        "mae": metrics.mean_absolute_error(y, p, sample_weight=weights),
        "mse": mse,
        "rmse": metrics.root_mean_squared_error(y, p, sample_weight=weights),
        "mape": metrics.mean_absolute_percentage_error(y, p, sample_weight=weights),
        "median_ae": metrics.median_absolute_error(y, p, sample_weight=weights),
        "max_error": metrics.max_error(y, p),
        "r2": metrics.r2_score(y, p, sample_weight=weights) if len(y) > 1 else None,
        "explained_variance": metrics.explained_variance_score(y, p, sample_weight=weights) if len(y) > 1 else None,
        "mean_error": float(np.average(errors, weights=weights)),
        "quantiles": np.quantile(errors, [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]).tolist(),
    }


def estimated(argument):
    """Figures when each row counts as positive by its probability and as negative by the rest."""
    p = np.array(argument["probabilities"])
    said = np.array(argument["predicted"])
    y = np.r_[np.ones(len(p)), np.zeros(len(p))]
    twice, weights = np.r_[said, said], np.r_[p, 1 - p]
    return {
        "accuracy": metrics.accuracy_score(y, twice, sample_weight=weights),
        "precision": metrics.precision_score(y, twice, sample_weight=weights),
        "recall": metrics.recall_score(y, twice, sample_weight=weights),
        "f1": metrics.f1_score(y, twice, sample_weight=weights),
        "roc_auc": metrics.roc_auc_score(y, np.r_[p, p], sample_weight=weights),
        "average_precision": metrics.average_precision_score(y, np.r_[p, p], sample_weight=weights),
        "brier": metrics.brier_score_loss(y, np.r_[p, p], sample_weight=weights),
        "log_loss": metrics.log_loss(y, np.r_[p, p], sample_weight=weights),
    }


def isotonic(argument):
    model = IsotonicRegression(out_of_bounds="clip").fit(argument["scores"], argument["hits"])
    return model.predict(np.array(argument["asked"])).tolist()


def wilson(argument):
    from scipy.stats import binomtest

    out = []
    for successes, n in argument:
        interval = binomtest(successes, n).proportion_ci(method="wilson")
        out.append([interval.low, interval.high])
    return out
