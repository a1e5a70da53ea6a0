"""Reads cases as JSON, and answers with the numbers of scipy and statsmodels; null where they have none."""

import json
import math
import sys
import warnings

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import NormalIndPower, TTestIndPower
from statsmodels.stats.proportion import proportion_effectsize, proportions_ztest

warnings.simplefilter("ignore")


def plain(value):
    value = float(value)
    return value if math.isfinite(value) else None


def welch(case):
    test = stats.ttest_ind(case["treatment"], case["control"], equal_var=False)
    low, high = test.confidence_interval(0.95)
    return [plain(each) for each in (test.statistic, test.pvalue, test.df, low, high)]


def proportions(case):
    arms = [case["treatment"], case["control"]]
    return [plain(each) for each in proportions_ztest([sum(arm) for arm in arms], [len(arm) for arm in arms])]


def msprt(case):
    t, c = np.array(case["treatment"]), np.array(case["control"])
    v = t.var(ddof=1) / len(t) + c.var(ddof=1) / len(c)
    d, tau2 = t.mean() - c.mean(), 1.0
    # the ratio of two normal densities of the difference: mixed over N(0, tau2), and without an effect
    log = stats.norm.logpdf(d, 0, math.sqrt(v + tau2)) - stats.norm.logpdf(d, 0, math.sqrt(v))
    return [plain(log), plain(min(1.0, math.exp(-log)))]


def cuped(case):
    t, c, tx, cx = (np.array(case[name]) for name in ("treatment", "control", "treatment_before", "control_before"))
    x, y = np.concatenate([cx, tx]), np.concatenate([c, t])
    theta = np.cov(x, y)[0, 1] / x.var(ddof=1)
    test = stats.ttest_ind(t - theta * (tx - x.mean()), c - theta * (cx - x.mean()), equal_var=False)
    return [plain(theta), plain(test.pvalue)]


def srm(case):
    counts, weights = np.array(case["counts"]), np.array(case["weights"])
    test = stats.chisquare(counts, counts.sum() * weights / weights.sum())
    return [plain(test.statistic), plain(test.pvalue)]


def holm(case):
    return [plain(p) for p in multipletests(case["p"], method="holm")[1]]


def size(case):
    if "d" in case:
        return [plain(TTestIndPower().solve_power(case["d"], power=0.8, alpha=0.05))]
    effect = proportion_effectsize(case["to"], case["from"])
    return [plain(NormalIndPower().solve_power(effect, power=0.8, alpha=0.05))]


def drift(case):
    return [plain(stats.ks_2samp(case["stable"], case["canary"]).statistic)]


kinds = {f.__name__: f for f in (welch, proportions, msprt, cuped, srm, holm, size, drift)}
json.dump([kinds[case["kind"]](case) for case in json.load(sys.stdin)], sys.stdout)
