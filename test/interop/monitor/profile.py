"""Figures of columns as pandas and scipy give them."""

import warnings

import numpy as np
import pandas as pd
from scipy.stats.contingency import association

from frames import read_one

shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]


def figures(path):
    warnings.simplefilter("ignore")
    frame = read_one(path)
    numbers = frame.select_dtypes("number")
    described = numbers.describe(percentiles=shares)
    categories = frame.select_dtypes(["object", "bool", "category"])
    crossed = {
        a: {
            b: association(pd.crosstab(categories[a], categories[b]).to_numpy(), method="cramer")
            for b in categories.columns
        }
        for a in categories.columns
    }
    return {
        "described": {
            name: {**described[name].to_dict(), "distinct": numbers[name].nunique(), "missing": numbers[name].isna().sum()}
            for name in numbers.columns
        },
        "distinct": {name: categories[name].nunique() for name in categories.columns},
        "top": {name: int(categories[name].value_counts().iloc[0]) for name in categories.columns},
        "pearson": numbers.corr().to_numpy(),
        "spearman": numbers.corr("spearman").to_numpy(),
        "cramers_v": crossed,
    }


def make(folder):
    rng = np.random.default_rng(5)
    n = 3000
    base = rng.normal(size=n)
    frame = pd.DataFrame(
        {
            "a": base,
            "b": base * 2 + rng.normal(size=n),
            "whole": rng.integers(-5, 50, n),
            "gaps": np.where(rng.random(n) < 0.2, np.nan, base**3),
            "constant": np.full(n, 3.5),
            "small": rng.normal(size=n) * 1e-3 + 10,
            "kind": rng.choice(["x", "y", "z"], n),
            "truth": base > 0.3,
        }
    )
    frame["other"] = np.where(rng.random(n) < 0.7, frame["kind"], "x")
    frame.loc[rng.random(n) < 0.1, "other"] = None
    paths = [f"{folder}/profile.csv", f"{folder}/profile.parquet"]
    frame.to_csv(paths[0], index=False)
    frame.to_parquet(paths[1])
    return paths
