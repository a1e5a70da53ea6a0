"""Tables as pandas reads them."""

import math
import struct

import numpy as np
import pandas as pd


def bits(value):
    """A float to its last bit."""
    return "nan" if math.isnan(value) else struct.pack(">d", value).hex()


def cell(value):
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return str(value)
    if isinstance(value, (float, np.floating)):
        return None if math.isnan(value) else bits(float(value))
    if isinstance(value, pd.Timestamp):
        return str(value.value if value.unit == "ns" else value.as_unit("ns").value)
    if isinstance(value, (list, np.ndarray)):
        return [cell(each) for each in value]
    return str(value)


def seen(frame):
    return {
        "rows": len(frame),
        "columns": [
            {
                "name": str(name),
                "dtype": str(frame.iloc[:, i].dtype),
                "missing": int(frame.iloc[:, i].isna().sum()),
                "cells": [cell(each) for each in frame.iloc[:, i].tolist()],
            }
            for i, name in enumerate(frame.columns)
        ],
    }


def read_one(path):
    plain = path.removesuffix(".gz")
    if plain.endswith(".parquet"):
        return pd.read_parquet(path)
    if plain.endswith("l") or plain.endswith(".ndjson"):
        return pd.read_json(path, lines=True, convert_dates=False)
    # in one piece: of a file with mixed cells pandas otherwise reads each quarter of a megabyte on its own
    return pd.read_csv(path, sep="\t" if plain.endswith(".tsv") else ",", low_memory=False)


def read(paths):
    answers = []
    for path in paths:
        try:
            answers.append(seen(read_one(path)))
        except Exception as error:
            answers.append({"failed": f"{type(error).__name__}: {error}"})
    return answers
