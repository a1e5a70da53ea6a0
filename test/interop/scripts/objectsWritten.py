"""Objects of S3 as Python programs write them: boto3 in parts and whole, pyarrow through its own file system."""

import json
import os

import boto3
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from boto3.s3.transfer import TransferConfig
from pyarrow.fs import S3FileSystem

folder = os.environ["KEPT_IN"]
endpoint = os.environ["AWS_ENDPOINT_URL"]
chance = np.random.default_rng(5)


def table(rows):
    frame = pd.DataFrame(chance.normal(size=(rows, 4)), columns=["a", "b", "c", "d"])
    return frame.assign(id=[f"Zeile {i}" for i in range(rows)])


s3 = boto3.client("s3")
s3.create_bucket(Bucket="lake")
s3.create_bucket(Bucket="many")
table(400_000).to_parquet(f"{folder}/big.parquet")
s3.upload_file(f"{folder}/big.parquet", "lake", "data/big.parquet", Config=TransferConfig(multipart_threshold=5_000_000))
rows = table(5000)
pq.write_table(pa.Table.from_pandas(rows), "lake/data/rows.parquet", filesystem=S3FileSystem(endpoint_override=endpoint))
s3.download_file("lake", "data/rows.parquet", f"{folder}/rows.parquet")
rows.to_csv(f"{folder}/rows.csv", index=False)
rows.to_json(f"{folder}/rows.jsonl", orient="records", lines=True, force_ascii=False)
s3.upload_file(f"{folder}/rows.csv", "lake", "data/Größe + 1 %20?&=.csv")
s3.upload_file(f"{folder}/rows.jsonl", "lake", "data//rows.jsonl")
s3.put_object(Bucket="lake", Key="data/empty.csv", Body=b"")
s3.put_object(Bucket="lake", Key="data/torn.csv", Body=b"a,b,c,d\n1,2,3,4\n1,2,three,4\n")
for i in range(1001):
    s3.put_object(Bucket="many", Key=f"x/{i:04}", Body=b"x")
iam = boto3.client("iam", region_name="us-east-1")
iam.create_user(UserName="nobody")
key = iam.create_access_key(UserName="nobody")["AccessKey"]
print(json.dumps({"nobody": {"answer": [key["AccessKeyId"], key["SecretAccessKey"]]}}))
