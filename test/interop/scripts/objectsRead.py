"""What `tidemark predict` wrote to S3, as pandas and pyarrow read it there."""

import io
import json
import os

import boto3
import pandas as pd
import pyarrow.parquet as pq
from pandas.testing import assert_frame_equal
from pyarrow.fs import S3FileSystem

folder = os.environ["KEPT_IN"]
s3 = boto3.client("s3")
readers = {
    ".parquet": pd.read_parquet,
    ".csv": pd.read_csv,
    ".jsonl": lambda file: pd.read_json(file, lines=True),
}


answers = {}


def read(name, file):
    return readers[os.path.splitext(name)[1]](file)


for source, key in json.loads(os.environ["WRITTEN"]):
    own = read(source, f"{folder}/{source}")
    found = read(key, io.BytesIO(s3.get_object(Bucket="lake", Key=key)["Body"].read()))
    assert_frame_equal(found[own.columns], own)
    if key.endswith(".parquet"):
        there = S3FileSystem(endpoint_override=os.environ["AWS_ENDPOINT_URL"])
        assert_frame_equal(pq.read_table(f"lake/{key}", filesystem=there).to_pandas(), found)
    more = [name for name in found.columns if name not in own.columns]
    answers[key] = {"answer": {"rows": len(found), "more": more}}
print(json.dumps(answers))
