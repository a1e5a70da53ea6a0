"""Sends served models right requests with something changed in them, and says which were answered as they never should be."""

import copy
import io
import json
import os
import random
import struct
import time

import numpy as np
import pandas as pd
import requests
from answers import note

urls = json.loads(os.environ["SERVED"])
random.seed(int(os.environ.get("SEED", "7")))
seconds = float(os.environ.get("SECONDS", "2"))
four = [1, 2.5, -3, 4e2]
odd = [None, True, False, 0, -1, 1.5, 1e39, 10**30, -(2**63) - 1, "", "x", "1", "\u0000", "NaN", [], [[]], {}, {"a": 1}, [1, [2]], "\ud83d\ude00" * 50]
floats = np.arange(8, dtype=np.float32).tobytes()
text = struct.pack("<I", 4) + b"Rome"


def infer(*inputs, **more):
    return {"id": "1", "inputs": list(inputs), **more}


def binary(*tensors):
    head = json.dumps(infer(*({**each, "parameters": {"binary_data_size": len(raw)}} for each, raw in tensors), parameters={"binary_data_output": True})).encode()
    return head + b"".join(raw for _, raw in tensors), {"Inference-Header-Content-Length": str(len(head))}


def parquet():
    file = io.BytesIO()
    pd.DataFrame({"a": [1.0, 2.0], "b": [2, 3], "c": [1.0, None], "d": [4.0, 5.0]}).to_parquet(file)
    return file.getvalue()


X = {"name": "X", "shape": [2, 4], "datatype": "FP32"}
city = {"name": "city", "shape": [1, 1], "datatype": "BYTES"}
age = {"name": "age", "shape": [1, 1], "datatype": "FP32"}
signed = {"a": 1.5, "b": 2, "c": None, "d": 4}
people = {"city": "Rome", "age": 3}
faces = {
    "/predict": [
        ("forest", {"features": four}),
        ("forest", {"instances": [four, four]}),
        ("forest", {"inputs": {"X": [four]}, "user_id": "ann"}),
        ("people", {"features": people}),
        ("people", {"inputs": {"city": ["Rome", "Oslo"], "age": [3, 4]}}),
        ("signed", {"instances": [signed, signed]}),
    ],
    "/invocations": [
        ("forest", {"instances": [four]}),
        ("forest", {"dataframe_split": {"columns": list("abcd"), "index": [0], "data": [four]}, "params": {}}),
        ("signed", {"dataframe_split": {"columns": list("dcba"), "data": [[4, None, 2, 1]]}}),
        ("signed", {"dataframe_records": [signed]}),
        ("people", {"inputs": {"city": ["Rome"], "age": [3]}}),
    ],
    "csv": [("forest", b"a,b,c,d\n1,2,3,4\n5,6,7,8\n"), ("signed", b'"a",b,c,d\n1,2,,4\n'), ("people", 'city,age\n"R, ""o""",3\nKöln,4\n'.encode())],
    "parquet": [("signed", parquet())],
    "v1": [
        ("forest", {"instances": [four, four]}),
        ("forest", {"inputs": {"X": [four]}}),
        ("people", {"instances": [people], "signature_name": "x"}),
        ("people", {"inputs": {"city": ["Rome"], "age": [3]}}),
    ],
    "v2": [
        ("forest", infer({**X, "data": four * 2}, outputs=[{"name": "output_label"}])),
        ("forest", infer({**X, "data": [four, four]}, parameters={"binary_data_output": False})),
        ("people", infer({**city, "data": ["Rome"]}, {**age, "data": [3]})),
    ],
    "v2 binary": [("forest", binary((X, floats))), ("people", binary((city, text), (age, floats[:4])))],
}
paths = {"/predict": "/predict", "/invocations": "/invocations", "csv": "/invocations", "parquet": "/invocations"}
kinds = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet", "v2 binary": "application/octet-stream"}


def places(value, found):
    """Every list and object in a body, with its keys."""
    for key in range(len(value)) if isinstance(value, list) else list(value):
        found.append((value, key))
        if isinstance(value[key], (list, dict)):
            places(value[key], found)
    return found


def changed_json(body):
    body = copy.deepcopy(body)
    for _ in range(random.choice([1, 1, 2, 4])):
        found = places(body, [])
        if not found:
            break
        parent, key = random.choice(found)
        what = random.random()
        if what < 0.5:
            parent[key] = copy.deepcopy(random.choice(odd))
        elif what < 0.65:
            del parent[key]
        elif what < 0.8 and isinstance(parent, list):
            parent.insert(key, copy.deepcopy(random.choice(parent)))
        elif what < 0.9 and isinstance(parent, dict):
            parent[random.choice(["extra", "", "__proto__", "constructor", "data", "shape", "name"])] = copy.deepcopy(random.choice(odd))
        else:
            other, place = random.choice(found)
            parent[key] = copy.deepcopy(other[place]) if isinstance(other, dict) and place in other else copy.deepcopy(random.choice(odd))
    return body


def changed_bytes(raw):
    raw = bytearray(raw)
    for _ in range(random.choice([1, 1, 2, 8])):
        at = random.randrange(len(raw) + 1)
        what = random.random()
        if what < 0.4 and at < len(raw):
            raw[at] = random.randrange(256)
        elif what < 0.6:
            del raw[at : at + random.choice([1, 2, 20])]
        elif what < 0.8:
            raw[at:at] = random.choice([b"[", b"]", b"{", b"}", b'"', b",", b":", b"\\", b"\x00", b"\xff", b"e9", b"-", b"\\u", b"9" * 400, b"[" * 80])
        elif what < 0.9:
            del raw[at:]
        else:
            raw[at:at] = raw[at : at + random.choice([4, 16, 64])]
        if not raw:
            break
    return bytes(raw)


def request_of(face):
    model, body = random.choice(faces[face])
    headers = {"content-type": kinds.get(face, "application/json")}
    if isinstance(body, tuple):
        raw, more = body
        headers.update(more)
        if random.random() < 0.2:
            headers["Inference-Header-Content-Length"] = str(random.choice([0, 1, -1, "x", len(raw), len(raw) + 1, 2**53]))
        return model, changed_bytes(raw), headers
    if isinstance(body, bytes):
        return model, changed_bytes(body), headers
    if random.random() < 0.7:
        return model, json.dumps(changed_json(body)).encode("utf8", "replace"), headers
    return model, changed_bytes(json.dumps(body).encode()), headers


def fault(model, raw, answer):
    if answer.status_code not in (200, 400, 413, 415, 422):
        return f"{answer.status_code} {answer.text[:200]}"
    if "json" not in answer.headers["content-type"]:
        return None
    try:
        said = answer.json() if answer.headers["content-type"] == "application/json" else {}
    except ValueError:
        return f"{answer.status_code}, no JSON: {answer.text[:200]}"
    reason = said.get("detail") or said.get("message") or said.get("error")
    if answer.status_code != 200 and (not reason or "\n" in reason or len(reason) > 1500):
        return f"{answer.status_code}, no line: {answer.text[:200]}"
    return None


session = requests.Session()
for face in faces:
    found, asked, fine, end = [], 0, 0, time.monotonic() + seconds
    while time.monotonic() < end and len(found) < 5:
        model, raw, headers = request_of(face)
        name = "forest" if model not in urls else model
        path = paths.get(face) or {"v1": f"/v1/models/{name}:predict", "v2": f"/v2/models/{name}/infer", "v2 binary": f"/v2/models/{name}/infer"}[face]
        try:
            answer = session.post(urls[model] + path, data=raw, headers=headers, timeout=10)
            asked += 1
            fine += answer.status_code == 200
            wrong = fault(model, raw, answer)
        except requests.RequestException as error:
            wrong = f"{type(error).__name__}: {error}"
        if wrong:
            found.append(f"{model} {headers} {raw[:400]!r}: {wrong}")
    note(face, {"asked": asked, "taken": fine, "wrong": found})
