"""Columns of two tables, and what Evidently says of them."""

import os

import numpy as np
import pandas as pd
from evidently import Dataset, Report
from evidently.legacy.calculations.data_drift import get_one_column_drift
from evidently.legacy.calculations.stattests import get_stattest
from evidently.legacy.metric_results import DatasetColumns, DatasetUtilityColumns
from evidently.legacy.options.data_drift import DataDriftOptions
from evidently.presets import DataDriftPreset
from scipy.stats import cramervonmises_2samp

NUMBERS = (
    "ks wasserstein jensenshannon psi kl_div hellinger t_test mannw ed cramer_von_mises anderson es".split()
)
VALUES = "chisquare z jensenshannon psi kl_div hellinger g_test fisher_exact".split()


def kinds():
    """name → (reference, current, how the file is written)"""
    rng = np.random.default_rng(7)
    words = lambda n, p: rng.choice(["ash", "birch", "cedar", "elm", "Ökbaum"], n, p=p)
    normal = lambda n, at=0.0, by=1.0: rng.normal(at, by, n)
    yield "normal, the same", normal(400), normal(400)
    yield "normal, moved a little", normal(500), normal(600, 0.1)
    yield "normal, moved far", normal(300), normal(300, 3)
    yield "narrower", normal(700), normal(650, 0, 0.4)
    yield "rounded, many ties", np.round(normal(400, 5), 1), np.round(normal(380, 5.2), 1)
    yield "sixteen values", rng.integers(0, 16, 500) / 4, rng.integers(1, 16, 450) / 4
    yield "whole numbers", rng.poisson(40, 800), rng.poisson(42, 700)
    yield "whole numbers in a narrow range", rng.integers(0, 14, 900), rng.integers(0, 15, 900)
    yield "large whole numbers", rng.integers(-(10**12), 10**12, 300), rng.integers(-(10**12), 2 * 10**12, 350)
    yield "skewed", rng.lognormal(0, 2, 600), rng.lognormal(0.3, 2, 600)
    yield "five values against six", np.arange(5) + 0.5, np.array([1.1, 1.2, 4.9, 7, 8, 9.25])
    yield "six against nine, no ties", normal(6), normal(9, 0.6)
    yield "three against four hundred", np.array([0.1, 0.2, 3.3]), normal(400)
    yield "twenty against eighteen", normal(20), normal(18, 0.4)
    yield "twenty against eighteen with ties", np.round(normal(20), 1), np.round(normal(18, 0.4), 1)
    yield "few against very many", normal(60), normal(11_000, 0.2)
    yield "a hundred and thirty against very many", normal(130), normal(12_000, 0.05)
    yield "large, the same", normal(4000), normal(4000)
    yield "large, moved", normal(3000), normal(2500, 0.3)
    yield "very large, moved a little", normal(12_000), normal(11_000, 0.02)
    yield "very large, moved", normal(15_000), normal(12_000, 0.06)
    yield "with nulls", np.where(rng.random(500) < 0.2, np.nan, normal(500)), np.where(rng.random(500) < 0.1, np.nan, normal(500))
    yield "with infinities", np.where(rng.random(300) < 0.1, np.inf, normal(300)), np.where(rng.random(300) < 0.1, -np.inf, normal(300))
    yield "whole numbers with nulls", np.where(rng.random(400) < 0.2, np.nan, rng.poisson(4, 400)), np.where(rng.random(400) < 0.2, np.nan, rng.poisson(5, 400))
    yield "a constant", np.full(50, 1.5), np.full(60, 1.5)
    yield "two constants", np.full(50, 1.5), np.full(60, 2.5)
    yield "a constant against many", np.full(80, 0.5), normal(90)
    yield "two numbers", rng.choice([0.5, 1.5], 300), rng.choice([0.5, 1.5], 280, p=[0.6, 0.4])
    yield "four numbers", rng.choice([1.5, 2, 3, 4], 300), rng.choice([1.5, 2, 3, 4], 280, p=[0.4, 0.2, 0.2, 0.2])
    yield "four numbers, large", rng.choice([1.5, 2, 3, 4], 1500), rng.choice([1.5, 2, 3, 4], 1300, p=[0.4, 0.2, 0.2, 0.2])
    yield "few whole numbers", rng.integers(0, 5, 300), rng.integers(0, 5, 300)
    yield "few whole numbers, large", rng.integers(0, 8, 2000), rng.integers(0, 9, 2500)
    yield "whole numbers against decimals", rng.integers(0, 4, 300) + 0.0, rng.integers(0, 5, 300)
    yield "true and false", rng.random(300) < 0.5, rng.random(300) < 0.6
    yield "true and false, large", rng.random(1200) < 0.5, rng.random(1400) < 0.58
    yield "all true", np.full(40, True), np.full(50, True)
    yield "true against false", np.full(40, True), np.full(40, False)
    yield "categories", words(400, [0.3, 0.3, 0.2, 0.1, 0.1]), words(400, [0.25, 0.3, 0.25, 0.1, 0.1])
    yield "categories, large", words(1500, [0.3, 0.3, 0.2, 0.1, 0.1]), words(1700, [0.1, 0.3, 0.3, 0.2, 0.1])
    yield "a new category", words(300, [0.5, 0.3, 0.2, 0, 0]), words(300, [0.4, 0.3, 0.2, 0.1, 0])
    yield "a lost category", words(300, [0.5, 0.3, 0.1, 0.1, 0]), words(300, [0.5, 0.3, 0.2, 0, 0])
    yield "two categories", words(200, [0.6, 0.4, 0, 0, 0]), words(200, [0.45, 0.55, 0, 0, 0])
    yield "one category", words(100, [1, 0, 0, 0, 0]), words(100, [1, 0, 0, 0, 0])
    yield "categories with nulls", pd.Series(words(300, [0.5, 0.5, 0, 0, 0])).mask(rng.random(300) < 0.2), pd.Series(words(320, [0.4, 0.6, 0, 0, 0])).mask(rng.random(320) < 0.1)
    yield "a rare category in many", np.array(["a"] * 30_000 + ["b"]), np.array(["a"] * 20_000 + ["c"] * 2)
    yield "many categories", np.array([f"k{i}" for i in rng.integers(0, 200, 3000)]), np.array([f"k{i}" for i in rng.integers(0, 210, 3000)])
    yield "numbers that became words", rng.integers(0, 3, 200), words(200, [0.4, 0.3, 0.3, 0, 0])
    yield "dates", pd.date_range("2024-01-01", periods=100, freq="h"), pd.date_range("2024-02-01", periods=100, freq="h")
    yield "nothing now", normal(50), np.full(50, np.nan)
    yield "nothing before", np.full(50, np.nan), normal(50)
    yield "words that became numbers", words(200, [0.4, 0.3, 0.3, 0, 0]), normal(200)
    yield "true, false and nulls", rng.random(100) < 0.5, pd.Series(rng.random(100) < 0.5, dtype=object).mask(rng.random(100) < 0.2)


PARQUET = {
    "single precision": lambda rng: (rng.normal(0, 1, 900).astype("float32"), rng.normal(0.1, 1, 950).astype("float32")),
    "short whole numbers": lambda rng: (rng.integers(0, 99, 500).astype("int16"), rng.integers(5, 99, 500).astype("int16")),
    "unsigned": lambda rng: (rng.integers(0, 99, 500).astype("uint8"), rng.integers(5, 99, 500).astype("uint8")),
    "a category type": lambda rng: (pd.Categorical(rng.choice(list("abc"), 300)), pd.Categorical(rng.choice(list("abd"), 300))),
    "whole numbers and nulls": lambda rng: (pd.array(rng.integers(0, 50, 300)), pd.Series(rng.integers(0, 50, 300)).mask(rng.random(300) < 0.2)),
    "doubles": lambda rng: (rng.normal(0, 1, 1500), rng.normal(0, 1.2, 1400)),
    "true or false": lambda rng: (rng.random(300) < 0.5, rng.random(300) < 0.6),
    "times": lambda rng: (pd.date_range("2024-01-01", periods=100, freq="h"), pd.date_range("2024-02-01", periods=100, freq="h")),
}


def column_drift(reference, current):
    """What ValueDrift computes, with Evidently's choice of test."""
    current_set = Dataset.from_pandas(current)
    kind = current_set.column("x").type
    drift = get_one_column_drift(
        current_data=current,
        reference_data=reference,
        column_name="x",
        options=DataDriftOptions(),
        dataset_columns=DatasetColumns(
            utility_columns=DatasetUtilityColumns(date=None, id=None, target=None, prediction=None),
            target_type=None,
            task=None,
            num_feature_names=["x"] if kind.value == "num" else [],
            cat_feature_names=["x"] if kind.value == "cat" else [],
            text_feature_names=["x"] if kind.value == "text" else [],
            datetime_feature_names=[],
            target_names=None,
        ),
        column_type=kind,
        agg_data=True,
    )
    clean = [t["x"].replace([-np.inf, np.inf], np.nan).dropna() for t in (reference, current)]
    return {
        "type": kind.value,
        "test": get_stattest(*clean, kind, None).name,
        "score": drift.drift_score,
        "threshold": drift.stattest_threshold,
        "drift": bool(drift.drift_detected),
    }


def test_drift(reference, current, method, threshold=None):
    """What ValueDrift does for its score alone: the rest of it only draws."""
    kind = Dataset.from_pandas(current).column("x").type
    clean = [t["x"].replace([-np.inf, np.inf], np.nan).dropna() for t in (reference, current)]
    if any(each.empty for each in clean):
        raise ValueError("an empty column")
    if kind.value == "num" and not all(pd.api.types.is_numeric_dtype(each) for each in clean):
        raise ValueError("numerical values only")
    found = get_stattest(*clean, kind, method)
    result = found(*clean, kind, threshold)
    return {
        "type": kind.value,
        "test": found.name,
        "score": result.drift_score,
        "threshold": result.actual_threshold,
        "drift": bool(result.drifted),
    }


def attempt(*arguments):
    try:
        return (column_drift if len(arguments) < 3 else test_drift)(*arguments)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def cases(folder):
    """Writes every pair and answers {name, files, by method: result}."""
    rng = np.random.default_rng(3)
    pairs = [(name, r, c, "csv") for name, r, c in kinds()]
    pairs += [(f"{name} (parquet)", *make(rng), "parquet") for name, make in PARQUET.items()]
    answer = []
    for i, (name, reference, current, kind) in enumerate(pairs):
        files, read = [], []
        for side, values in (("r", reference), ("c", current)):
            path = os.path.join(folder, f"{i}{side}.{kind}")
            frame = pd.DataFrame({"x": values})
            if kind == "csv":
                # an empty row would be no row
                frame.assign(row=1).to_csv(path, index=False)
                read.append(pd.read_csv(path))
            else:
                frame.to_parquet(path)
                read.append(pd.read_parquet(path))
            files.append(path)
        first = attempt(*read)
        methods = {"num": NUMBERS, "cat": VALUES}.get(first.get("type"), [])
        if kind == "csv" and first.get("type") == "num" and max(len(each) for each in read) <= 20:
            # Evidently counts orders in 16 bits and goes wrong, or stops
            exact = cramervonmises_2samp(*(each["x"] for each in read)).pvalue
            first_cvm = {"type": "num", "test": "cramer_von_mises", "score": exact, "threshold": 0.1, "drift": bool(exact <= 0.1)}
        else:
            first_cvm = None
        results = {"": first, **{method: attempt(*read, method) for method in methods}}
        if first_cvm:
            results["cramer_von_mises"] = first_cvm
        results[f"{methods[0] if methods else 'psi'} at 0.3"] = attempt(*read, methods[0] if methods else "psi", 0.3)
        answer.append({"name": name, "reference": files[0], "current": files[1], "results": results})
    return answer


def texts(folder):
    """Sentences of two topics in some mixtures, small and large."""
    rng = np.random.default_rng(11)
    old = "river stone meadow quiet morning walk forest birds light village bread garden the and of".split()
    new = "market price shares rally bank profit growth index trade quarter earnings the and of".split()

    def sentences(n, share):
        return [
            " ".join(rng.choice(new if rng.random() < share else old, rng.integers(4, 14))) + f" {rng.integers(0, 10**6)}"
            for _ in range(n)
        ]

    answer = []
    for i, (name, n, m, share) in enumerate(
        [("the same", 300, 300, 0), ("large, the same", 1500, 1400, 0), ("large, some of it", 1300, 1500, 0.3), ("large, another topic", 1200, 1200, 0.9)]
    ):
        files, read = [], []
        for side, values in (("r", sentences(n, 0)), ("c", sentences(m, share))):
            path = os.path.join(folder, f"text{i}{side}.csv")
            pd.DataFrame({"x": values}).to_csv(path, index=False)
            files.append(path)
            read.append(pd.read_csv(path))
        answer.append({"name": name, "reference": files[0], "current": files[1], "results": {"": attempt(*read)}})
    return answer


def report(argument):
    """Report([DataDriftPreset()]) of two files, as users call it: the preset's counts, and each ValueDrift with its verdict."""
    read = pd.read_parquet if argument["reference"].endswith("parquet") else pd.read_csv
    reference, current = (Dataset.from_pandas(read(argument[side])) for side in ("reference", "current"))
    options = argument.get("options", {})
    found = Report([DataDriftPreset(**options)], include_tests=True).run(current, reference).dict()
    count = found["metrics"][0]["value"]
    columns = {}
    for metric in found["metrics"][1:]:
        verdict = next(t for t in found["tests"] if t["metric_config"]["metric_id"] == metric["id"])
        columns[metric["config"]["column"]] = {
            "score": metric["value"],
            "threshold": metric["config"]["threshold"],
            "drift": verdict["status"] == "FAIL",
        }
    return {"count": count["count"], "share": count["share"], "columns": columns}


def tables(folder):
    """Tables of mixed columns: small CSV, large CSV, large parquet."""
    answer = []
    for i, (rows, kind) in enumerate([(600, "csv"), (1800, "csv"), (2200, "parquet")]):
        files = []
        for seed, shift, side in ((5, 0, "r"), (6, 0.5, "c")):
            rng = np.random.default_rng(seed + i)
            frame = pd.DataFrame(
                {
                    "age": rng.integers(18, 90, rows) + int(8 * shift),
                    "income": np.round(rng.lognormal(10 + shift, 1, rows), 2),
                    "score": np.where(rng.random(rows) < 0.1, np.nan, rng.normal(0, 1, rows)),
                    # its preset stops at infinities in a column where nothing is missing
                    "ratio": np.where(rng.random(rows) < 0.1, rng.choice([np.inf, np.nan], rows), rng.random(rows)),
                    "children": rng.integers(0, 5, rows),
                    "member": rng.random(rows) < 0.3 + shift / 4,
                    "city": rng.choice(["Oslo", "Lyon", "Bonn", "Graz"], rows, p=[0.4 - shift / 4, 0.3, 0.2, 0.1 + shift / 4]),
                    "joined": pd.date_range("2020-01-01", periods=rows, freq="h"),
                }
            )
            if kind == "csv":
                del frame["joined"]  # there it would be text
            path = os.path.join(folder, f"table{i}{side}.{kind}")
            frame.to_csv(path, index=False) if kind == "csv" else frame.to_parquet(path)
            files.append(path)
        answer.append({"reference": files[0], "current": files[1]})
    return answer


def vectors(folder):
    """Embeddings as columns, and what Evidently's methods for them say."""
    from evidently.legacy.metrics.data_drift.embedding_drift_methods import distance, mmd, model

    answer = []
    for i, (rows, shift) in enumerate([(300, 0.0), (400, 0.3), (250, 1.0)]):
        rng = np.random.default_rng(20 + i)
        names = [f"e{k}" for k in range(8)]
        old = pd.DataFrame(rng.normal(0.5, 1, (rows, 8)), columns=names)
        new = pd.DataFrame(rng.normal(0.5 + shift * np.arange(8) / 8, 1, (rows + 50, 8)), columns=names)
        files = []
        for side, frame in (("r", old), ("c", new)):
            path = os.path.join(folder, f"vectors{i}{side}.parquet")
            frame.to_parquet(path)
            files.append(path)
        lists = []
        for side, frame in (("r", old), ("c", new)):
            path = os.path.join(folder, f"lists{i}{side}.parquet")
            pd.DataFrame({"v": frame.to_numpy().tolist()}).to_parquet(path)
            lists.append(path)
        results = {
            "cosine": distance(dist="cosine")(new.copy(), old.copy())[0],
            "mmd": mmd()(new.copy(), old.copy())[0],
            "auc": model()(new.copy(), old.copy())[0],
        }
        answer.append({"reference": files[0], "current": files[1], "lists": lists, "results": results})
    return answer
