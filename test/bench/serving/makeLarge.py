"""makeLarge.py FILE MEGABYTES: a network of so many megabytes of weights in one ONNX file, and beside it a row with what
Python's onnxruntime says of it."""

import json
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

path, megabytes = sys.argv[1], int(sys.argv[2])
layers = 5
size = int((megabytes * 1e6 / layers / 4) ** 0.5)
random = np.random.default_rng(7)

nodes, weights, last = [], [], "x"
for i in range(layers):
    weight = (random.standard_normal((size, size), dtype=np.float32) / size**0.5).astype(np.float32)
    weights.append(numpy_helper.from_array(weight, f"w{i}"))
    nodes.append(helper.make_node("MatMul", [last, f"w{i}"], [f"m{i}"]))
    nodes.append(helper.make_node("Tanh", [f"m{i}"], [f"t{i}"]))
    last = f"t{i}"
weights.append(numpy_helper.from_array(np.array([1], dtype=np.int64), "axes"))
nodes.append(helper.make_node("ReduceMean", [last, "axes"], ["y"], keepdims=1))
nodes.append(helper.make_node("Expand", ["short", "shape"], ["x"]))
weights.append(numpy_helper.from_array(np.array([1, size], dtype=np.int64), "shape"))
graph = helper.make_graph(
    [nodes[-1], *nodes[:-1]],
    "large",
    [helper.make_tensor_value_info("short", TensorProto.FLOAT, ["rows", 1])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["rows", 1])],
    initializer=weights,
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
onnx.save(model, path)
session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
(answer,) = session.run(None, {"short": np.array([[0.5]], dtype=np.float32)})
with open(f"{path}.json", "w") as file:
    json.dump({"row": [0.5], "prediction": float(answer[0, 0])}, file)
