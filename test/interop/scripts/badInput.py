"""Sends served models what they cannot take, through requests, and says where the refusal is not the one expected."""

import json
import os
import re
import struct

import numpy as np
import requests
from answers import note

urls = json.loads(os.environ["SERVED"])
good = {
    "forest": {"features": [1, 2, 3, 4]},
    "people": {"features": {"city": "Rome", "age": 3}},
    "signed": {"features": {"a": 1.5, "b": 2, "c": None, "d": 4}},
    "throwing": {"features": [1, 2, 3, 4]},
}
nested = "[" * 100_000
objects = '{"a":' * 100_000
four = [1, 2, 3, 4]


def tensor(name="X", shape=(1, 4), datatype="FP32", **more):
    return {"name": name, "shape": list(shape), "datatype": datatype, **({} if more else {"data": four}), **more}


def binary(raw, said=None, shape=(1, 4), header=None, **more):
    """An Open Inference request with `raw` behind its JSON; `said`: how many bytes that claims, `header`: how long it is."""
    size = len(raw) if said is None else said
    head = json.dumps({"inputs": [tensor(shape=shape, parameters={"binary_data_size": size}, **more)]}).encode()
    return head + raw, {"Inference-Header-Content-Length": str(len(head) if header is None else header)}


floats = np.arange(4, dtype=np.float32).tobytes()
people = "/v2/models/people/infer"


def text_binary(raw):
    inputs = [
        {"name": "city", "shape": [1, 1], "datatype": "BYTES", "parameters": {"binary_data_size": len(raw)}},
        {"name": "age", "shape": [1, 1], "datatype": "FP32", "data": [3]},
    ]
    head = json.dumps({"inputs": inputs}).encode()
    return head + raw, {"Inference-Header-Content-Length": str(len(head))}


# model, path, body, statuses, what the answer says
predict = [
    ("forest", {"features": [1, 2, 3]}, 422, r"features: expected 4 features, got 3"),
    ("forest", {"features": [1, 2, 3, 4, 5]}, 422, r"features: expected 4 features, got 5"),
    ("forest", {"instances": [four, [1, 2]]}, 422, r"instances\[1\]: expected 4 features, got 2"),
    ("forest", {"instances": []}, 422, r"instances: expected at least one row"),
    ("forest", {"instances": [[]]}, 422, r"instances\[0\]: expected 4 features, got 0"),
    ("forest", {"features": [1, "2", 3, 4]}, 422, r"features\[1\]: expected a number, got text"),
    ("forest", {"features": [1, [2, 2], 3, 4]}, 422, r"features\[1\]: expected a number, got a list"),
    ("forest", {"features": [1, {"a": 2}, 3, 4]}, 422, r"features\[1\]: expected a number, got an object"),
    ("forest", {"features": [1, None, 3, 4]}, 422, r"features\[1\]: expected a number, got null"),
    ("forest", {"features": "1,2,3,4"}, 422, r"features: expected a list"),
    ("forest", {"features": 7}, 422, r"features: expected a list"),
    ("forest", {"features": None}, 422, r"features: expected a list"),
    ("forest", {}, 422, r'"features".*"instances".*"inputs"'),
    ("forest", {"feature": four}, 422, r"got 'feature'"),
    ("forest", {"features": four, "instances": [four]}, 422, r"features and instances"),
    ("forest", [four], 400, r"got a list"),
    ("forest", "text", 400, r"got text"),
    ("forest", b"", 400, r"empty"),
    ("forest", b"   ", 400, r"empty"),
    ("forest", b'{"features": [1,2,3,4]', 400, r"no JSON: .*where it ends"),
    ("forest", b'{"features": [1,2,3,4]} x', 400, r"something follows"),
    ("forest", b'{"features": [1,2,,4]}', 400, r"no JSON: .* at byte 1[78]"),
    ("forest", b'{"features": [1,2,3,NaN]}', 400, r"NaN at byte 20"),
    ("forest", b'{"features": [1,2,3,-Infinity]}', 400, r"-Infinity at byte 20"),
    ("forest", b'{"features": [1,2,3,4e400]}', 422, r"features\[3\]: .*does not fit float32"),
    ("forest", b'{"features": [1,2,3,1' + b"0" * 5000 + b"]}", 422, r"features\[3\]: .*does not fit float32"),
    ("forest", b'{"features": [1,2,3,01]}', 400, r"no JSON"),
    ("forest", b'{"features": [1,2,3,.5]}', 400, r"no JSON"),
    ("forest", b'{"features": [1,2,3,+5]}', 400, r"no JSON"),
    ("forest", b'{"features": [1,2,3,4], "features": [1]}', 422, r"expected 4 features, got 1|twice"),
    ("forest", b'\xff\xfe{"features": [1,2,3,4]}', 400, r"no JSON|UTF-8"),
    ("forest", b'{"features": [1,2,3,"\xff"]}', 400, r"UTF-8"),
    ("forest", b'{"features": [1,2,3,"\\ud800x\\q"]}', 400, r"escape"),
    ("forest", b'{"features": ' + nested.encode(), 400, r"deeper than 64"),
    ("forest", b'{"features": ' + nested.encode() + b"1" + b"]" * 100_000 + b"}", 400, r"deeper than 64"),
    ("forest", objects.encode() + b"1" + b"}" * 100_000, 400, r"deeper than 64"),
    ("people", {"features": {"city": "Rome"}}, 422, r"features: missing column 'age'"),
    ("people", {"features": {"city": "Rome", "age": 3, "zip": 1}}, 422, r"unknown column 'zip'"),
    ("people", {"features": {"city": 7, "age": 3}}, 422, r"features\.city: expected text, got 7"),
    ("people", {"features": {"city": "Rome", "age": "3"}}, 422, r"features\.age: expected a number, got text \\?\"3"),
    ("people", {"instances": [{"city": "Rome", "age": 3}, {"city": "Rome", "age": True, "x": 1}]}, 422, r"instances\[1\]: unknown column 'x'"),
    ("people", {"instances": [{"city": "Rome", "age": 3}, [1, 2]]}, 422, r"instances\[1\]: expected an object"),
    ("people", {"inputs": {"city": ["Rome", "Oslo"], "age": [3]}}, 422, r"'city' has 2, 'age' has 1"),
    ("people", {"inputs": {"city": [], "age": []}}, 422, r"at least one row"),
    ("people", {"inputs": {"city": "Rome", "age": 3}}, 422, r"inputs\.city: expected a list"),
    ("signed", {"features": {"a": 1, "b": 2.5, "c": 3, "d": 4}}, 422, r"features\.b: expected a whole number, got 2\.5"),
    ("signed", {"features": {"a": None, "b": 2, "c": 3, "d": 4}}, 422, r"features\.a: expected a number, got null"),
    ("signed", {"features": {"b": 2, "c": 3, "d": 4}}, 422, r"missing column 'a'"),
    ("signed", {"features": {"a": 1, "b": 2, "c": 3, "d": 4, "A": 1}}, 422, r"unknown column 'A'"),
    ("signed", {"instances": [[1, 2, 3, 4], [1, 2.5, 3, 4]]}, 422, r"instances\[1\]\.b: expected a whole number"),
    ("throwing", {"features": [1, 2, 3, 400]}, 400, r"The model could not take this"),
]
invocations = [
    ("forest", {}, 400, r"dataframe_split.*dataframe_records.*instances.*inputs"),
    ("forest", {"instances": [four], "inputs": [four]}, 400, r"exactly one of"),
    ("forest", [four], 400, r"exactly one of"),
    ("forest", {"instances": [[1, 2, 3]]}, 400, r"instances\[0\]: expected 4 features, got 3"),
    ("forest", {"instances": [[1, "x", 3, 4]]}, 400, r"instances\[0\]\[1\]: expected a number, got text"),
    ("forest", {"dataframe_split": {"columns": ["a", "b"], "data": [four]}}, 400, r"expected 4 features|2|columns"),
    ("forest", {"dataframe_split": {"columns": list("abcd"), "rows": [four]}}, 400, r"'data'"),
    ("forest", {"dataframe_split": [four]}, 400, r"dictionary"),
    ("forest", {"dataframe_split": {"columns": "abcd", "data": [four]}}, 400, r"columns: expected a list"),
    ("forest", {"dataframe_split": {"columns": [1, None, 2, 3], "data": [four]}}, 400, r"columns\[1\]: expected text"),
    ("forest", {"dataframe_records": {"a": 1}}, 400, r"list of records"),
    ("forest", {"dataframe_records": [1]}, 400, r"list of records"),
    ("forest", {"inputs": {"X": [[1, 2]]}}, 400, r"inputs\.X: expected values of shape \[rows, 4\], got \[1, 2\]"),
    ("signed", {"dataframe_records": [{"a": 1, "b": 2, "c": 3}]}, 400, r"missing column 'd'"),
    ("signed", {"dataframe_split": {"columns": list("abca"), "data": [four]}}, 400, r"'a' is there twice"),
    ("signed", {"dataframe_split": {"columns": list("abcd"), "data": [[1, "two", 3, 4]]}}, 400, r"b: expected a number, got text"),
    ("signed", {"inputs": {"a": [1], "b": [2], "c": [3], "d": [4, 5]}}, 400, r"'a' has 1, 'd' has 2"),
    ("forest", b"", 400, r"empty"),
    ("forest", b"{", 400, r"no JSON"),
    ("forest", nested.encode(), 400, r"deeper than 64"),
    ("throwing", {"instances": [[1, 2, 3, 400]]}, 400, r"The model could not take this"),
]
other_types = [
    ("forest", b"a,b,c,d\n1,2,3\n", "text/csv", 400, r"3|4"),
    ("forest", b"a,b,c\n1,2,3\n", "text/csv", 400, r"expected 4 features, got 3"),
    ("signed", b"a,b,c,d\n1,two,3,4\n", "text/csv", 400, r"b.*expected a number, got text"),
    ("signed", b"a,b,c\n1,2,3\n", "text/csv", 400, r"missing column 'd'"),
    ("forest", b"", "text/csv", 400, r"."),
    ("forest", b'a,b,c,d\n1,2,3,"4', "text/csv", 400, r"."),
    ("forest", b"PAR1 is no parquet PAR1", "application/vnd.apache.parquet", 400, r"[Pp]arquet"),
    ("forest", b"", "application/vnd.apache.parquet", 400, r"."),
    ("forest", b"PAR1" + struct.pack("<I", 2**31) + b"PAR1", "application/vnd.apache.parquet", 400, r"[Pp]arquet"),
    ("forest", b"{}", "application/xml", 415, r"content type"),
    ("forest", b"{}", "application/json; charset=latin1", 415, r"UTF-8"),
]
v1 = [
    ("forest", {}, 400, r'"instances".*"inputs"'),
    ("forest", {"instances": [four], "inputs": [four]}, 400, r"one of them alone"),
    ("forest", {"instances": [[1, 2]]}, 400, r"instances\[0\]: expected 4 features, got 2"),
    ("forest", {"instances": [{"X": four}, {"Y": four}]}, 400, r"instances\[1\]: expected an object with 'X' alone"),
    ("forest", {"instances": {"X": four}}, 400, r"instances: expected a list"),
    ("forest", {"instances": [[1, 2, 3, "4"]]}, 400, r"instances\[0\]\[3\]: expected a number, got text"),
    ("people", {"inputs": {"city": ["Rome"], "age": [None]}}, 400, r"inputs\.age\[0\]: expected a number, got null"),
    ("forest", "x", 400, r"got text"),
    ("forest", b"\x00", 400, r"no JSON"),
    ("forest", nested.encode(), 400, r"deeper than 64"),
    ("throwing", {"instances": [[1, 2, 3, 400]]}, 400, r"The model could not take this"),
]
v2 = [
    ("forest", {}, r"inputs: expected a list of tensors, got nothing"),
    ("forest", {"inputs": {}}, r"inputs: expected a list of tensors, got an object"),
    ("forest", {"inputs": []}, r"missing input 'X'"),
    ("forest", {"inputs": [7]}, r"inputs"),
    ("forest", {"inputs": [tensor("Y")]}, r"unknown input 'Y'; the model takes 'X' FP32 \[-1, 4\]"),
    ("forest", {"inputs": [tensor(), tensor()]}, r"'X' is there twice"),
    ("forest", {"inputs": [tensor(datatype="FP64")]}, r"expected datatype FP32, got FP64"),
    ("forest", {"inputs": [tensor(datatype=7)]}, r"expected datatype FP32, got 7"),
    ("forest", {"inputs": [tensor(shape=[1, 3], data=[1, 2, 3])]}, r"expected 4 features, got 3"),
    ("forest", {"inputs": [tensor(shape=[4])]}, r"expected shape \[-1, 4\], got \[4\]"),
    ("forest", {"inputs": [tensor(shape=[-1, 4])]}, r"shape: expected a list of sizes"),
    ("forest", {"inputs": [tensor(shape=[1.5, 4])]}, r"shape: expected a list of sizes"),
    ("forest", {"inputs": [tensor(shape=["1", 4])]}, r"shape: expected a list of sizes"),
    ("forest", {"inputs": [tensor(shape=[0, 4], data=[])]}, r"at least one row"),
    ("forest", {"inputs": [tensor(shape=[2, 4])]}, r"shape \[2, 4\] has 8 values, got 4"),
    ("forest", {"inputs": [tensor(shape=[2**40, 4])]}, r"values, got 4"),
    ("forest", {"inputs": [tensor(shape=[2, 4], data=[four, [1, 2]])]}, r"input 'X'"),
    ("forest", {"inputs": [tensor(data=[1, 2, "3", 4])]}, r"\[2\]: expected a number, got text"),
    ("forest", {"inputs": [tensor(data=[1, 2, None, 4])]}, r"\[2\]: expected a number, got null"),
    ("forest", {"inputs": [tensor(data=[1, 2, 3, 1e39])]}, r"does not fit float32"),
    ("forest", {"inputs": [tensor(data="1234")]}, r"expected a list"),
    ("forest", {"inputs": [{"name": "X", "shape": [1, 4], "datatype": "FP32"}]}, r"expected a list"),
    ("forest", {"inputs": [tensor()], "outputs": [{"name": "none"}]}, r"unknown output 'none'"),
    ("forest", {"inputs": [tensor()], "outputs": 7}, r"outputs: expected a list"),
    ("forest", {"inputs": [tensor()], "outputs": [7]}, r"outputs"),
    ("forest", {"inputs": [tensor()], "id": 7}, r"id: expected text"),
    ("forest", {"inputs": [tensor()], "parameters": {"binary_data_output": "yes"}}, r"binary_data_output: expected true or false"),
    ("forest", b"", r"empty"),
    ("forest", b"[" + b"]", r"Expected an object"),
    ("forest", nested.encode(), r"deeper than 64"),
    ("people", {"inputs": [{"name": "city", "shape": [2, 1], "datatype": "BYTES", "data": ["a", "b"]}, {"name": "age", "shape": [1, 1], "datatype": "FP32", "data": [1]}]}, r"differ in rows: 2 and 1"),
    ("people", {"inputs": [{"name": "city", "shape": [1, 1], "datatype": "BYTES", "data": [7]}, {"name": "age", "shape": [1, 1], "datatype": "FP32", "data": [1]}]}, r"city.*expected text, got 7"),
    ("throwing", {"inputs": [tensor(data=[1, 2, 3, 400])]}, r"The model could not take this"),
]
v2_binary = [
    ("forest", binary(floats[:-1]), r"takes 16 bytes, got 15"),
    ("forest", binary(floats + b"1234"), r"takes 16 bytes, got 20"),
    ("forest", binary(floats, said=12), r"takes 16 bytes, got 12"),
    ("forest", binary(floats, said=2000), r"binary_data_size is 2000, but 16 bytes are left"),
    ("forest", binary(floats, said=-1), r"binary_data_size: expected a number of bytes"),
    ("forest", binary(floats, said="16"), r"binary_data_size: expected a number of bytes, got text"),
    ("forest", binary(floats, header=10**9), r"the body has \d+ bytes"),
    ("forest", binary(floats, header="-1"), r"Inference-Header-Content-Length"),
    ("forest", binary(floats, header="x"), r"Inference-Header-Content-Length"),
    ("forest", binary(floats, header=3), r"no JSON"),
    ("forest", binary(floats, header=0), r"empty"),
    ("forest", (json.dumps({"inputs": [tensor()]}).encode() + floats, {"Inference-Header-Content-Length": str(len(json.dumps({"inputs": [tensor()]})))}), r"16 bytes follow the last"),
    ("forest", binary(floats, data=four), r"data and binary_data_size"),
    ("forest", binary(floats, shape=(2**30, 4)), r"takes \d+ bytes, got 16"),
    ("people", text_binary(b"\x04\x00\x00"), r"city.*text 0 ends after"),
    ("people", text_binary(struct.pack("<I", 2**32 - 1) + b"Rome"), r"city.*text 0 ends after"),
    ("people", text_binary((struct.pack("<I", 4) + b"Rome") * 2), r"city.*expected 1 texts?, got more"),
    ("people", text_binary(b""), r"city.*expected 1 texts?, got 0"),
]
paths = [
    ("/v2/models/nobody/infer", 404, r"'nobody' is not here; this is 'forest'"),
    ("/v2/models/forest/versions/9/infer", 404, r"version 1 here, not 9"),
    ("/v1/models/nobody:predict", 404, r"'nobody' is not here"),
    ("/v1/models/forest/versions/9:predict", 404, r"version 1 here, not 9"),
    ("/v2/models/%ff/infer", 404, r"is not here"),
    ("/predictions", 404, r"is nothing here"),
    ("/metrics", 405, r"use GET"),
]


def told(found):
    """What an error says, in the shape of its protocol."""
    if "json" not in found.headers.get("content-type", ""):
        return found.text
    body = found.json()
    return body.get("detail") or body.get("message") or body.get("error") or f"no reason in {found.text}"


def send(model, path, body, kind="application/json", **headers):
    data = body if isinstance(body, bytes) else json.dumps(body)
    return requests.post(urls[model] + path, data=data, headers={"content-type": kind, **headers}, timeout=20)


def check(model, path, found, status, says):
    wrong = []
    reason = told(found)
    if found.status_code != status or not re.search(says, reason):
        wrong.append(f"{model} {path} {str(found.request.body)[:90]}: {found.status_code} {reason[:200]}, expected {status} {says}")
    if len(reason) > 600 or "\n" in reason.strip():
        wrong.append(f"{model} {path} {says}: a reason that is no line: {reason[:700]}")
    if send(model, "/predict", good[model]).status_code != 200:
        wrong.append(f"{model} {path} {says}: it does not answer any more")
    return wrong


def table(rows):
    return [fault for row in rows for fault in check(*row)]


note("right", {model: send(model, "/predict", body).status_code for model, body in good.items()})
note("/predict", table((m, "/predict", send(m, "/predict", b), status, says) for m, b, status, says in predict))
note("/invocations", table((m, "/invocations", send(m, "/invocations", b), status, says) for m, b, status, says in invocations))
note("/invocations, other types", table((m, kind, send(m, "/invocations", b, kind), status, says) for m, b, kind, status, says in other_types))
note("V1", table((m, "v1", send(m, f"/v1/models/{m}:predict", b), status, says) for m, b, status, says in v1))
note("V2 JSON", table((m, "v2", send(m, f"/v2/models/{m}/infer", b), 400, says) for m, b, says in v2))
note("V2 binary", table((m, "v2 binary", send(m, f"/v2/models/{m}/infer", b, "application/octet-stream", **h), 400, says) for m, (b, h), says in v2_binary))
note("paths", table(("forest", path, send("forest", path, good["forest"]), status, says) for path, status, says in paths))


def large():
    for _ in range(100):
        yield b"1," * 512 * 1024


too_much = [
    ("forest", "100 MB", send("forest", "/predict", b'{"features": [' + b"1," * (50 * 1024 * 1024) + b"1]}"), 413, r"larger than 33554432 bytes"),
    ("forest", "100 MB in pieces", requests.post(urls["forest"] + "/predict", data=large(), timeout=60), 413, r"larger than 33554432 bytes"),
    ("forest", "rows", send("forest", "/predict", {"instances": [four] * 100_001}), 413, r"100001 rows; at most 100000"),
    ("forest", "v2 rows", send("forest", "/v2/models/forest/infer", *binary(floats * 100_001, shape=(100_001, 4))[:1], "application/octet-stream", **binary(floats * 100_001, shape=(100_001, 4))[1]), 413, r"100001 rows"),
]
note("too much", table(too_much))
