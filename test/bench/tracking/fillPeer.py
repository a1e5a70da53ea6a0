"""Fills mlflow server's own SQLite file with runs and one long series, in its schema: its HTTP would take an hour."""

import random
import sqlite3
import sys
import uuid

path, experiment, runs, points = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
db = sqlite3.connect(path)
rng = random.Random(1)
now = 1_700_000_000_000


def add_run(name):
    run = uuid.uuid4().hex
    db.execute(
        "INSERT INTO runs (run_uuid, name, user_id, source_type, status, start_time, lifecycle_stage, artifact_uri, experiment_id)"
        " VALUES (?, ?, 'bench', 'LOCAL', 'FINISHED', ?, 'active', ?, ?)",
        (run, name, now, f"mlflow-artifacts:/{experiment}/{run}/artifacts", experiment),
    )
    db.execute("INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.runName', ?, ?)", (name, run))
    return run


for n in range(runs):
    run = add_run(f"run {n}")
    metrics = [(f"metric_{i}", rng.random(), now + n, run, 0, False) for i in range(10)]
    db.executemany(
        "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)", metrics
    )
    db.executemany(
        "INSERT INTO latest_metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)", metrics
    )
    db.executemany(
        "INSERT INTO params (key, value, run_uuid) VALUES (?, ?, ?)",
        [(f"param_{i}", f"value {rng.randrange(4)}", run) for i in range(10)],
    )

series = add_run("long series")
db.executemany(
    "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('loss', ?, ?, ?, ?, 0)",
    ((rng.random(), now + i, series, i) for i in range(points)),
)
db.execute(
    "INSERT INTO latest_metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('loss', 0.5, ?, ?, ?, 0)",
    (now + points, series, points - 1),
)
db.commit()
print(series)
