"""A user's loop of 1,000 log_metric calls; prints the seconds that it took. Against a server that does nothing, RUN_ID is made up."""

import os
import time

from mlflow import MlflowClient

client = MlflowClient()
run = os.environ.get("RUN_ID") or client.create_run("0").info.run_id
client.log_metric(run, "warm up", 1.0, step=0)
began = time.perf_counter()
for step in range(1000):
    client.log_metric(run, "loss", 1.0 / (step + 1), step=step)
print(time.perf_counter() - began)
