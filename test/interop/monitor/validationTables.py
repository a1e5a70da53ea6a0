"""Tables whose kinds of columns are all those that expectations are asked about."""

import datetime
import os

import numpy
import pandas


def write(folder):
    """plain.csv, typed.parquet, lines.jsonl and many.parquet."""
    with open(os.path.join(folder, "plain.csv"), "w", encoding="utf8") as file:
        file.write(
            """id,age,city,when,score,flag,note,mix,code,day
1,34,Berlin,2024-01-01,0.5,True,"{""a"": 1}",1,ab-1,Jan 5 2024
2,51,Paris,2024-01-02,1.5,False,"{""a"": ""x""}",a,ab-22,2024-01-05T10:00:00Z
3,,Berlin,2024-01-05,-2.25,True,not json,2,cd-3,5/6/2023
4,19,Rome,2024-13-05,3.0,True,,b,,31.12.2023
5,77,,2024-02-30,,False,"[1, 2]",1,ab-5,10:30 pm
6,34,Oslo,yesterday,100.0,False,"{""a"": 3}",3.5,xx,20240131
7,34,Berlin,2024-01-01,0.5,True,"{""b"": 3}",,ab-1,Monday
8,,Berlin,2024-01-08,0.75,True,5,a,zz-9,13/13/2024
"""
        )
    count = 12
    days = [f"2024-01-{day + 1:02d}" for day in range(count)]
    pandas.DataFrame(
        {
            "i": numpy.arange(count),
            "gaps": pandas.Series([1, None, 3, 4, 5, None, 7, 8, 9, 10, 11, 12]),
            "t": pandas.to_datetime(days),
            "tn": pandas.to_datetime(
                ["2024-01-01", "2024-01-02", None, "2024-01-02", "2023-01-02", "2024-01-09 10:11:12.5"] * 2,
                format="mixed",
            ),
            "tz": pandas.to_datetime(days, utc=True),
            "d": [datetime.date(2024, 1, day + 1) for day in range(count)],
            "b": [True, False] * 6,
            "bn": [True, None, False] * 4,
            "s": ["a", "b", None, "ccc", "Dd", "é😀"] * 2,
            "f32": numpy.arange(count).astype("float32") / 3,
            "u8": numpy.arange(count).astype("uint8"),
            "i32": numpy.arange(count).astype("int32"),
            "inf": [1.0, numpy.inf, -numpy.inf, 2] * 3,
            "nothing": [None] * count,
            "x": [5.0, 3, 3, 1, 2, 2, 9, 8, None, 4, 4, 4],
            "y": [5.0, 4, 2, None, 2, 3, 9, 8, 7, 4, None, 4],
            "big": [2**60 + place // 2 for place in range(count)],
            "texts": days,
        }
    ).to_parquet(os.path.join(folder, "typed.parquet"))
    pandas.DataFrame({"n": [1, 2, 3], "w": ["a", None, "c"], "l": [True, False, True]}).to_json(
        os.path.join(folder, "lines.jsonl"), orient="records", lines=True
    )
    random = numpy.random.default_rng(7)
    rows = 5000
    pandas.DataFrame(
        {
            "normal": random.normal(50, 12, rows),
            "skewed": numpy.where(random.random(rows) < 0.1, numpy.nan, random.exponential(3, rows)),
            "count": random.integers(0, 40, rows),
            "key": random.permutation(rows),
            "word": random.choice(["red", "green", "blue", "grey", None], rows),
            "mail": [f"user{place}@example.{'org' if place % 50 else 'x y'}" for place in range(rows)],
            "at": pandas.Timestamp("2024-01-01") + pandas.to_timedelta(random.integers(0, 10**7, rows), unit="s"),
        }
    ).to_parquet(os.path.join(folder, "many.parquet"))
