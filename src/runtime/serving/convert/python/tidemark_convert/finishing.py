"""What every conversion gets before it is checked and kept."""

import json
import os

# what the serving runtime of today reads; newer exporters write higher numbers for the same content
IR = 10
OPSET = 18
# the highest that onnxmltools knows
BOOSTER_OPSET = 15
ML_OPSET = 3
MOST_INSIDE = 1500 * 1024 * 1024


def opsets():
    return {"": OPSET, "ai.onnx.ml": ML_OPSET}


def take_all_numbers():
    """onnx of today refuses booleans and numpy's numbers in lists of ints, which converters of yesterday write."""
    from onnx import helper

    if getattr(helper.make_attribute, "takes_all", False):
        return
    make = helper.make_attribute

    def make_attribute(key, value, *more, **named):
        return make(key, plain(value), *more, **named)

    make_attribute.takes_all = True
    helper.make_attribute = make_attribute


def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    item = value.item() if type(value).__module__ == "numpy" and hasattr(value, "item") and value.ndim == 0 else value
    return int(item) if isinstance(item, bool) else item


def finish(model, facts, keep=None):
    """`keep`: how many outputs stay. Changes the model and returns it."""
    strip_zipmap(model)
    if keep is not None:
        del model.graph.output[keep:]
    _name_outputs(model.graph)
    _free_rows(model.graph)
    model.ir_version = min(model.ir_version, IR)
    kept = [each for each in model.metadata_props if not each.key.startswith("tidemark.")]
    del model.metadata_props[:]
    model.metadata_props.extend(kept)
    for key, value in facts.items():
        if value is not None:
            model.metadata_props.add(key="tidemark." + key, value=value if isinstance(value, str) else json.dumps(value))
    return model


def save(model, path):
    import onnx

    if model.ByteSize() < MOST_INSIDE:
        onnx.save(model, path)
        return
    onnx.save(model, path, save_as_external_data=True, location=os.path.basename(path) + ".data", size_threshold=1024)


def strip_zipmap(model):
    """A dictionary a row becomes the tensor that it was made of, under the same name."""
    from onnx import TensorProto, helper

    graph = model.graph
    for node in [each for each in graph.node if each.op_type == "ZipMap"]:
        declared, tensor = node.output[0], node.input[0]
        classes = max((len(each.strings) or len(each.ints) for each in node.attribute), default=0) or None
        graph.node.remove(node)
        for each in graph.node:
            each.output[:] = [declared if name == tensor else name for name in each.output]
            each.input[:] = [declared if name == tensor else name for name in each.input]
        for i, output in enumerate(graph.output):
            if output.name == declared:
                value = helper.make_tensor_value_info(declared, TensorProto.FLOAT, [None, classes])
                output.CopyFrom(value)


def _free_rows(graph):
    """Some converters declare one row where any number goes."""
    for output in graph.output:
        shape = output.type.tensor_type.shape
        if output.type.HasField("tensor_type") and len(shape.dim) > 0:
            shape.dim[0].ClearField("dim_value")
            if not shape.dim[0].dim_param:
                shape.dim[0].dim_param = "rows"


def _name_outputs(graph):
    """An output that is called 23 is nothing to ask for."""
    taken = {name for node in graph.node for name in [*node.input, *node.output]}
    nameless = [each for each in graph.output if each.name.isdigit()]
    for i, output in enumerate(nameless):
        name = "output" if len(nameless) == 1 else "output_%d" % i
        if name in taken:
            continue
        for node in graph.node:
            node.output[:] = [name if each == output.name else each for each in node.output]
            node.input[:] = [name if each == output.name else each for each in node.input]
        output.name = name
