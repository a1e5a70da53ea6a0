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


def make_parquet(folder):
    """Files as pandas and pyarrow write them, one for each way of writing."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(3)
    n = 700
    gaps = rng.random(n) < 0.2
    words = np.array(["a", "", "wört", "long word that is long", "b\nc"])
    frame = pd.DataFrame(
        {
            "f64": rng.normal(size=n),
            "f64gaps": np.where(gaps, np.nan, rng.normal(size=n)),
            "few": rng.choice([1.5, 2.5, np.nan], n),
            "f32": rng.normal(size=n).astype("float32"),
            "i64": rng.integers(-(2**40), 2**40, n),
            "long": rng.integers(-(2**62), 2**62, n),
            "i32": rng.integers(-9, 9, n).astype("int32"),
            "i8": rng.integers(-9, 9, n).astype("int8"),
            "u8": rng.integers(0, 255, n).astype("uint8"),
            "u16": rng.integers(0, 255, n).astype("uint16"),
            "u32": rng.integers(0, 2**32 - 1, n).astype("uint32"),
            "bool": rng.random(n) < 0.5,
            "boolgaps": pd.Series(np.where(gaps, None, rng.random(n) < 0.5), dtype="object"),
            "text": rng.choice(words, n),
            "textgaps": pd.Series(np.where(gaps, None, rng.choice(words, n)), dtype="object"),
            "unique": [f"row {i}" for i in range(n)],
            "category": pd.Categorical(rng.choice(["z", "y", "x"], n), categories=["q", "x", "y", "z"]),
            "Int64": pd.array(np.where(gaps, None, rng.integers(0, 9, n)), dtype="Int64"),
            "boolean": pd.array(np.where(gaps, None, rng.random(n) < 0.5), dtype="boolean"),
            "ns": pd.to_datetime(rng.integers(0, 2**40, n) * 1_000_000),
            "ms": pd.Series(pd.to_datetime(rng.integers(0, 2**40, n), unit="ms")).astype("datetime64[ms]"),
            "zoned": pd.to_datetime(rng.integers(0, 2**40, n) * 1_000_000).tz_localize("Europe/Berlin"),
            "nothing": [None] * n,
            "nan": np.full(n, np.nan),
            "constant": np.full(n, 7),
        }
    )
    frame.loc[3, "ns"] = pd.NaT
    ways = {
        "usual": {},
        "none": {"compression": None},
        "gzip": {"compression": "gzip"},
        "brotli": {"compression": "brotli"},
        "zstd": {"compression": "zstd"},
        "lz4": {"compression": "lz4"},
        "second": {"data_page_version": "2.0"},
        "plain": {"use_dictionary": False},
        "groups": {"row_group_size": 97},
        "pages": {"data_page_size": 500, "dictionary_pagesize_limit": 300},
        "split": {"use_byte_stream_split": ["f64", "f64gaps", "f32"], "use_dictionary": False},
        "old": {"version": "1.0"},
        "delta": {"use_dictionary": False, "column_encoding": {"i64": "DELTA_BINARY_PACKED", "text": "DELTA_BYTE_ARRAY"}},
    }
    paths = []
    for name, way in ways.items():
        paths.append(f"{folder}/{name}.parquet")
        frame.to_parquet(paths[-1], **way)

    def add(name, table):
        paths.append(f"{folder}/{name}.parquet")
        pq.write_table(table, paths[-1])

    add("bare", pa.Table.from_pandas(frame[["i64", "f64gaps", "textgaps", "bool"]]).replace_schema_metadata(None))
    add("required", pa.table({"i": [1, 2, 3], "t": ["a", "b", "a"]}, schema=pa.schema([pa.field("i", pa.int64(), False), pa.field("t", pa.string(), False)])))
    add("gappy", pa.table({"i": pa.array([1, None, 3]), "b": pa.array([True, None, False]), "i8": pa.array([1, None, 2], pa.int8())}))
    add("realnan", pa.table({"f": pa.array([1.0, float("nan"), None])}))
    add("lists", pa.table({"l": [[1.0, 2.0], None, [3.0]], "k": [1, 2, 3]}))
    add("large", pa.table({"t": pa.array(["x", "y", None], pa.large_string())}))
    for name, some in {
        "index": frame[["i64", "text"]].set_index("text"),
        "kept": frame[["i64", "text"]].iloc[5:9],
        "empty": frame.iloc[:0],
        "old_times": frame[["f64"]],
    }.items():
        paths.append(f"{folder}/{name}.parquet")
        some.to_parquet(paths[-1])
    paths.append(f"{folder}/int96.parquet")
    frame[["ns"]].to_parquet(paths[-1], use_deprecated_int96_timestamps=True)
    return paths
