"""PyTorch and Keras."""

import os
import tempfile
import warnings

from .checking import Expected
from .finishing import OPSET
from .plan import Attempt, Plan
from .refusal import Refusal, has, need


def kind_of(model):
    """torch or keras; None for others."""
    for each in type(model).__mro__:
        package = each.__module__.split(".")[0]
        if package == "torch" and hasattr(model, "state_dict"):
            return "torch"
        if package in ("keras", "tf_keras") and hasattr(model, "layers"):
            return "keras"
    return None


def plan_torch(model, example, columns):
    need("PyTorch models", "onnx")
    import torch

    if hasattr(model, "eval") and not _is_exported(model):
        model.eval()
    if example is None:
        example = example_of_tensors(columns)
    if example is None:
        raise Refusal(
            "a PyTorch model does not say what it takes: log it with input_example=, or give rows with --example FILE.npy"
        )
    names = names_of(model, example, columns)
    type_of = torch_type(model, columns)

    def feed(rows):
        return {name: value.numpy() for name, value in zip(names, tensors(rows, type_of))}

    def asked(rows):
        with torch.no_grad():
            said = model(*tensors(rows, type_of))
        return [Expected("output" if i == 0 else "output %d" % i, "number", each) for i, each in enumerate(flat(said))]

    def convert(is_new):
        def work():
            return export_torch(model, at_least_two(tensors(example, type_of)), names, is_new)

        return work

    attempts = []
    if has("onnxscript"):
        attempts.append(Attempt("torch.export", convert(True), feed))
    attempts.append(Attempt("TorchScript", convert(False), feed))
    if not has("onnxscript") and _version(torch) >= (2, 5):
        need("PyTorch models", "onnxscript")
    return Plan("torch", attempts, asked, columns=list(example.columns) if hasattr(example, "columns") else None), example


def _is_exported(model):
    return type(model).__module__.startswith("torch.fx") or "_guards_fn" in dir(model)


def _version(module):
    return tuple(int(each) for each in module.__version__.split("+")[0].split(".")[:2])


def torch_type(model, columns):
    """What the signature says; without one, the type of the weights for all that is not whole numbers."""
    import numpy as np

    weights = next((each.dtype for each in model.parameters()), None)
    real = str(weights).replace("torch.", "") if weights is not None and weights.is_floating_point else "float32"
    said = [each["tensor-spec"]["dtype"] for each in columns or [] if "tensor-spec" in each]

    def type_of(index, array):
        wanted = said[index] if index < len(said) else None
        if wanted is None or np.dtype(wanted).kind == "f":
            return real if array.dtype.kind == "f" or wanted is not None or len(said) == 0 and array.dtype.kind == "b" else array.dtype
        return wanted

    return type_of


def tensors(rows, type_of):
    import numpy as np
    import torch

    arrays = list(rows.values()) if isinstance(rows, dict) else [rows.to_numpy() if hasattr(rows, "to_numpy") else np.asarray(rows)]
    return tuple(torch.from_numpy(np.ascontiguousarray(each.astype(type_of(i, each)))) for i, each in enumerate(arrays))


def at_least_two(given):
    """An export of one row may take the one for a part of the model."""
    import torch

    return tuple(torch.cat([each, each]) if each.shape[0] == 1 else each for each in given)


def names_of(model, example, columns):
    import inspect

    said = [each["name"] for each in columns or [] if "tensor-spec" in each and each.get("name")]
    if isinstance(example, dict):
        return said if len(said) == len(example) else [str(name) for name in example]
    if said:
        return said[:1]
    try:
        parameters = [each.name for each in inspect.signature(model.forward).parameters.values()]
    except (TypeError, ValueError):
        parameters = []
    return [parameters[0] if parameters and parameters[0] not in ("args", "kwargs", "self") else "input"]


def flat(said):
    import torch

    if isinstance(said, torch.Tensor):
        return [said.detach().numpy()]
    if isinstance(said, dict):
        said = list(said.values())
    if isinstance(said, (list, tuple)):
        return [inner for each in said for inner in flat(each)]
    raise Refusal("the model answers with %s, and only tensors can become ONNX" % type(said).__name__)


def export_torch(model, given, names, is_new):
    import torch

    with torch.no_grad():
        count = len(flat(model(*given)))
    outputs = ["output"] if count == 1 else ["output_%d" % i for i in range(count)]
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = os.path.join(folder, "model.onnx")
        common = {"input_names": list(names), "output_names": outputs, "opset_version": OPSET}
        if is_new:
            rows = torch.export.Dim("rows", min=1)
            shapes = tuple({0: rows} for _ in given)
            torch.onnx.export(model, given, path, dynamo=True, dynamic_shapes=shapes, verbose=False, **common)
        else:
            axes = {name: {0: "rows"} for name in [*names, *outputs]}
            more = {"dynamo": False} if _version(torch) >= (2, 5) else {}
            torch.onnx.export(model, given, path, dynamic_axes=axes, **common, **more)
        import onnx

        return onnx.load(path)


def example_of_tensors(columns):
    """Made up of the signature's shapes."""
    import numpy as np

    specs = [each for each in columns or [] if "tensor-spec" in each]
    if not specs or any(size == -1 for each in specs for size in each["tensor-spec"]["shape"][1:]):
        return None
    chance = np.random.default_rng(20)
    made = {}
    for each in specs:
        spec = each["tensor-spec"]
        values = chance.normal(size=[8, *spec["shape"][1:]])
        made[each.get("name") or ""] = values.astype(spec["dtype"])
    return made if len(made) > 1 else next(iter(made.values()))


def plan_keras(model, example, columns):
    need("Keras models", "onnx")
    import numpy as np

    keras = __import__(type(model).__module__.split(".")[0] if _is_tf_keras(model) else "keras")
    backend = "tensorflow" if _is_tf_keras(model) else keras.backend.backend()
    if backend == "tensorflow":
        need("Keras models on TensorFlow", "tf2onnx")
    elif backend == "torch":
        need("Keras models on PyTorch", "onnxscript")
    else:
        need("Keras models on %s" % backend, "tf2onnx", "jax2tf")
    inputs = model.inputs
    names = [_plain(each.name) for each in inputs]
    if example is None:
        if any(size is None for each in inputs for size in each.shape[1:]):
            raise Refusal("the model takes inputs of any size: give rows with --example FILE.npy")
        chance = np.random.default_rng(20)
        made = [chance.normal(size=[8, *each.shape[1:]]) for each in inputs]
        example = made[0] if len(made) == 1 else dict(zip(names, made))

    def arrays(rows):
        given = list(rows.values()) if isinstance(rows, dict) else [rows.to_numpy() if hasattr(rows, "to_numpy") else rows]
        return [np.asarray(each).astype(_type_of(one)) for each, one in zip(given, inputs)]

    def asked(rows):
        given = arrays(rows)
        said = model.predict(given if len(given) > 1 else given[0], verbose=0)
        many = list(said.values()) if isinstance(said, dict) else said if isinstance(said, (list, tuple)) else [said]
        return [Expected("output", "number", each) for each in many]

    written = []

    def convert():
        import onnx

        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "model.onnx")
            if backend == "tensorflow" and not hasattr(model, "export"):
                import tensorflow
                import tf2onnx

                specs = [tensorflow.TensorSpec(each.shape, each.dtype, name=name) for each, name in zip(inputs, names)]
                tf2onnx.convert.from_keras(model, input_signature=specs, opset=OPSET, output_path=path)
            else:
                model.export(path, format="onnx", verbose=False, opset_version=OPSET)
            made = onnx.load(path)
            _free_inputs(made)
            written[:] = [each.name for each in made.graph.input]
            return made

    return Plan("keras", [Attempt(backend, convert, lambda rows: dict(zip(written, arrays(rows))))], asked), example


def _is_tf_keras(model):
    return any(each.__module__.startswith("tf_keras") for each in type(model).__mro__)


def _type_of(tensor):
    return getattr(tensor.dtype, "name", tensor.dtype)


def _plain(name):
    return name.split(":")[0]


def _free_inputs(model):
    for each in model.graph.input:
        shape = each.type.tensor_type.shape
        if len(shape.dim) > 0:
            shape.dim[0].ClearField("dim_value")
            shape.dim[0].dim_param = "rows"
